"""How kernels take a bundle of arrays (:mod:`mobsim.tools.bundle`): the type, and how a field is read from its words."""

import hashlib
from typing import Any, NamedTuple

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, lower_getattr_generic, models, register_model, typeof_impl, unbox

from mobsim.tools.bundle import Bundle


class _Field(NamedTuple):
    """An array or a bundle within a bundle, the first of its words, and the bytes of an item of an array."""

    kind: Any
    first: int
    bytes_of_item: int


class Handle(np.void):
    """A bundle as Python hands it to a kernel.

    Of a tuple numba looks at each part, and at all parts of these, whenever a kernel is launched; of a record it looks at the
    kind of record only.
    """

    _address: int


class BundleType(types.Type):
    """The type of a bundle: a short name, since it stands in the names of all kernels that take it."""

    def __init__(self, name: str, fields: dict[str, _Field], words: int) -> None:
        self.fields, self.words = fields, words
        told = repr([(field, str(kind), first) for field, (kind, first, _) in fields.items()])
        super().__init__(f"{name}<{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}>")
        self.handle = np.dtype((Handle, [(self.name, np.uint8)]))  # no other type has a field of that name


register_model(BundleType)(models.OpaqueModel)


@infer_getattr
class _Fields(AttributeTemplate):
    key = BundleType

    def generic_resolve(self, bundle: Any, name: str) -> Any:
        return bundle.fields[name].kind if name in bundle.fields else None


@unbox(BundleType)
def _take_address(_: Any, given: Any, c: Any) -> NativeValue:
    number = c.pyapi.object_getattr_string(given, "_address")
    missing = cgutils.is_null(c.builder, number)
    taken = cgutils.alloca_once_value(c.builder, c.context.get_constant_null(types.voidptr))
    with c.builder.if_then(c.builder.not_(missing)):
        c.builder.store(c.pyapi.long_as_voidptr(number), taken)
        c.pyapi.decref(number)
    return NativeValue(c.builder.load(taken), is_error=missing)


@lower_getattr_generic(BundleType)
def _read_field(context: Any, builder: Any, kind: Any, address: Any, name: str) -> Any:
    field = kind.fields[name]
    words = builder.bitcast(address, context.get_value_type(types.intp).as_pointer())
    at = builder.gep(words, [ir.Constant(ir.IntType(32), field.first)])
    if isinstance(field.kind, BundleType):
        return builder.bitcast(at, address.type)
    return _array_at(context, builder, field, at)


def _array_at(context: Any, builder: Any, field: _Field, at: Any) -> Any:
    """Build the compiler's view of an array from its words, which nothing changes while a kernel runs."""
    kind = field.kind
    model, intp = context.data_model_manager[kind], context.get_value_type(types.intp)

    def word(number: int, of_type: Any) -> Any:
        place = builder.gep(at, [ir.Constant(ir.IntType(32), number)])
        read = builder.load(builder.bitcast(place, of_type.as_pointer()))
        read.set_metadata("invariant.load", builder.module.add_metadata([]))
        return read

    shape = [word(1 + axis, intp) for axis in range(kind.ndim)]
    itemsize = ir.Constant(intp, field.bytes_of_item)
    strides, items = [itemsize], shape[0]
    for length in reversed(shape[1:]):
        strides.insert(0, builder.mul(strides[0], length))
    for length in shape[1:]:
        items = builder.mul(items, length)
    values = {
        "nitems": items,
        "itemsize": itemsize,
        "data": word(0, context.get_value_type(types.CPointer(kind.dtype))),
        "shape": _pack(builder, intp, shape),
        "strides": _pack(builder, intp, strides),
    }
    array = ir.Constant(context.get_value_type(kind), None)
    for part, value in values.items():
        array = builder.insert_value(array, value, model.get_field_position(part))
    return array


def _pack(builder: Any, intp: Any, numbers: list[Any]) -> Any:
    packed = ir.Constant(ir.ArrayType(intp, len(numbers)), ir.Undefined)
    for place, number in enumerate(numbers):
        packed = builder.insert_value(packed, number, place)
    return packed


@typeof_impl.register(Bundle)
def _type_of(given: Any, _: Any) -> BundleType:
    """Return the type by which kernels know a bundle; arrays of the same kinds make the same type, which is kept."""
    kinds = _kinds_of(given)
    if kinds not in _types:
        fields, first = {}, 0
        for name, each in zip(given._fields, given, strict=True):
            kind = typeof_impl(each, None)
            fields[name] = _Field(kind, first, 0 if isinstance(each, Bundle) else each.itemsize)
            first += kind.words if isinstance(kind, BundleType) else 1 + kind.ndim
        _types[kinds] = BundleType(type(given).__qualname__, fields, first)
    return _types[kinds]


_types: dict[tuple, BundleType] = {}


def _kinds_of(given: Any) -> tuple:
    return type(given), *(
        _kinds_of(each) if isinstance(each, Bundle) else (each.dtype, each.ndim, each.flags.num) for each in given
    )


@typeof_impl.register(Handle)
def _type_of_handle(given: Any, _: Any) -> BundleType:
    return given._numba_type_


def handle_of(given: Any) -> Any:
    """Return the handle of a bundle, made when it is first asked for and kept with the bundle; anything else as it is."""
    if not isinstance(given, Bundle):
        return given
    kept = vars(given)
    if "_handle" not in kept:
        kind = _type_of(given, None)
        made: Any = np.zeros(1, kind.handle)[0]
        made._numba_type_, made._address = kind, given._address
        kept["_handle"] = made
    return kept["_handle"]
