"""Say in one sentence what the machine did not allow, and what can be done about it."""

import errno

REMEDIES = {
    errno.ENOSPC: "free some space on that disk, or write elsewhere with --out",
    errno.EDQUOT: "free some of your quota, or write elsewhere with --out",
    errno.EFBIG: "raise the limit on the size of files (ulimit -f), or write elsewhere with --out",
    errno.EROFS: "write elsewhere with --out",
    errno.EACCES: "ask for the permission, or choose another place with --out",
    errno.EPERM: "ask for the permission, or choose another place with --out",
    errno.EMFILE: "raise the limit on open files (ulimit -n), or use fewer --workers",
    errno.ENFILE: "close other programs, or use fewer --workers",
    errno.ENOMEM: "close other programs, use fewer --workers, or give the scenario a scale",
    errno.EAGAIN: "raise the limit on processes (ulimit -u), or use fewer --workers",
}


def remedy_for(error: OSError, otherwise: str) -> str:
    """Return what can be done about a fault of the machine."""
    return REMEDIES.get(error.errno or 0, otherwise)


def explain_fault(error: OSError | MemoryError) -> str:
    """Return what to tell of a fault of the machine: the file if there is one, what it does not allow, the remedy."""
    if isinstance(error, MemoryError):
        return f"the memory does not suffice. {_sentence(REMEDIES[errno.ENOMEM])}"
    where = f"{error.filename}: " if error.filename is not None else ""
    remedy = remedy_for(error, "")
    sentence = f"{where}{error.strerror or error}."
    return f"{sentence} {_sentence(remedy)}" if remedy else sentence


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
