"""Where this installation keeps its files: a bucket when one is named, a folder of its own otherwise."""

from minga_infra.files.local_store import LocalStore
from minga_infra.files.quarantine import sweep
from minga_infra.files.s3_store import S3Store
from minga_infra.settings import Settings
from minga_platform.kernel.files import FileStore


def file_store(settings: Settings) -> FileStore:
    """Keys of a bucket come from the usual AWS_… variables. Raises ModuleNotFoundError without the extra `s3`."""
    # Once at the start: what a killed process left half-written on its way in. An hour, for others may be uploading now.
    for folder in (settings.data / "incoming", settings.data / "files" / "incoming"):
        sweep(folder, older_than_seconds=3600)
    if settings.s3_url:
        return S3Store.at(settings.s3_url, incoming=settings.data / "incoming", endpoint=settings.s3_endpoint or None)
    return LocalStore(settings.data / "files")
