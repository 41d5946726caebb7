"""How kernels take a bundle of arrays (:mod:`mobsim.tools.bundle`): the type, and how a field is read from its words."""

import hashlib
from typing import Any, NamedTuple

from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.core.typing.templates import AttributeTemplate, infer_getattr
from numba.extending import NativeValue, lower_getattr_generic, models, register_model, typeof_impl, unbox

from mobsim.tools.bundle import Bundle


class _Field(NamedTuple):
    """An array or a bundle within a bundle, and the first of its words."""

    kind: Any
    first: int


class BundleType(types.Type):
    """The type of a bundle: a short name, since it stands in the names of all kernels that take it."""

    def __init__(self, name: str, fields: dict[str, _Field], words: int) -> None:
        self.fields, self.words = fields, words
        told = repr([(field, str(kind), first) for field, (kind, first) in fields.items()])
        super().__init__(f"{name}<{hashlib.blake2b(told.encode(), digest_size=6).hexdigest()}>")


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
    return _array_at(context, builder, field.kind, at)


def _array_at(context: Any, builder: Any, kind: Any, at: Any) -> Any:
    """Build the compiler's view of an array from its words, which nothing changes while a kernel runs."""
    model, intp = context.data_model_manager[kind], context.get_value_type(types.intp)

    def word(number: int, of_type: Any) -> Any:
        place = builder.gep(at, [ir.Constant(ir.IntType(32), number)])
        read = builder.load(builder.bitcast(place, of_type.as_pointer()))
        read.set_metadata("invariant.load", builder.module.add_metadata([]))
        return read

    shape = [word(1 + axis, intp) for axis in range(kind.ndim)]
    itemsize = ir.Constant(intp, context.get_abi_sizeof(context.get_data_type(kind.dtype)))
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
    """Return the type by which kernels know a bundle, and keep it with the bundle."""
    if "_numba_type_" not in vars(given):
        fields, first = {}, 0
        for name, each in zip(given._fields, given, strict=True):
            kind = typeof_impl(each, None)
            fields[name] = _Field(kind, first)
            first += kind.words if isinstance(kind, BundleType) else 1 + kind.ndim
        given._numba_type_ = BundleType(type(given).__qualname__, fields, first)
    return given._numba_type_
