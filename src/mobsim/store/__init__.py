"""Results folders: what finished runs gave, kept whole, and where it came from."""

from mobsim.store.damage import refuse_damage
from mobsim.store.folder import ResultsFolder, check_folder, read_json, read_table, unwritable
from mobsim.store.manifest import new_manifest, read_manifest
from mobsim.store.parts import PlannedRun, RunRecord, record_failure, record_run

__all__ = [
    "PlannedRun",
    "ResultsFolder",
    "RunRecord",
    "check_folder",
    "new_manifest",
    "read_json",
    "read_manifest",
    "read_table",
    "record_failure",
    "record_run",
    "refuse_damage",
    "unwritable",
]
