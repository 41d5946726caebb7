"""Ship scenarios, experiments, licence and the description of the model inside the wheel, where an installed mobsim looks."""

from pathlib import Path

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

SHIPPED = ("scenarios", "experiments")
PAGES = ("LICENSE", "CITATION.cff", "docs/odd.md", "docs/rules.md", "docs/trace.md")
LEFT_OUT = {".py", ".pyc"}


class ShippedDataHook(BuildHookInterface):
    """Add every data file of the shipped folders to the wheel, but not the scripts that made them, and some pages."""

    def initialize(self, version, build_data):
        """Extend the wheel's forced files; an editable install reads the repository's folders."""
        if version == "editable":
            return
        root = Path(self.root)
        for name in PAGES:
            build_data["force_include"][str(root / name)] = f"mobsim/_shipped/{name}"
        for folder in SHIPPED:
            for file in sorted((root / folder).rglob("*")):
                if file.is_file() and file.suffix not in LEFT_OUT:
                    inside = file.relative_to(root).as_posix()
                    build_data["force_include"][str(file)] = f"mobsim/_shipped/{inside}"
