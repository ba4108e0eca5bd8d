"""The secret of the customers' index: made once, whole, by whoever is first, and never taken for another."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.lookup_key import WrongLookupKey, lookup_key
from api.postgres import Database
from api.settings import Settings, WrongSetting
from complaints.recorder import open_pool


def test_all_who_start_at_once_take_one_whole_key(tmp_path: Path, database: Database) -> None:
    pool = open_pool(database.app, size=8)
    settings = Settings(data_dir=tmp_path / "data", database_url=None)
    with ThreadPoolExecutor(8) as starting:
        keys = set(starting.map(lambda _: lookup_key(settings, pool), range(8)))
    pool.close()
    (key,) = keys
    assert len(key) == 32
    assert [file.name for file in (tmp_path / "data").iterdir()] == ["lookup.key"]
    assert (tmp_path / "data" / "lookup.key").stat().st_mode & 0o077 == 0


def test_a_data_folder_that_cannot_be_one_is_named_with_its_setting(
    tmp_path: Path, database: Database
) -> None:
    (tmp_path / "file").touch()
    with open_pool(database.app, size=1) as pool, pytest.raises(WrongSetting, match=r"^COMPLAINTS_DATA_DIR"):
        lookup_key(Settings(data_dir=tmp_path / "file", database_url=None), pool)


def test_another_key_than_the_index_was_made_with_is_refused(tmp_path: Path, database: Database) -> None:
    pool = open_pool(database.app, size=1)
    lookup_key(Settings(data_dir=tmp_path / "one", database_url=None), pool)
    with pytest.raises(WrongLookupKey, match=r"lookup\.key"):
        lookup_key(Settings(data_dir=tmp_path / "other", database_url=None), pool)
    pool.close()
