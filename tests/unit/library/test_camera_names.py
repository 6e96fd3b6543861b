import pytest

from bviewer.library.camera_names import is_camera_name


@pytest.mark.parametrize(
    "stem",
    [
        *("DSC_0049", "dsc_0049", "_DSC0049", "DSC00049", "DSCF0049", "IMG_0049", "IMG_E0049"),
        *("_MG_0049", "P1010001", "GX010001", "100_0049", "DJI_20240613142501_0001_D", "A7R00123"),
        *("IMG_20240613_142501", "PXL_20240613_142501123.MP", "IMG-20240613-WA0001"),
        *("IMG_0049 (1)", "IMG_0049(1)", "IMG_0049-edited", "IMG_20240613_142501_HDR~2"),
        *("20240613_142501", "2024-06-13 14.25.01", "photo_2024-06-13_14-25-01", "IMG 0049"),
    ],
)
def test_devices_count_files(stem: str) -> None:
    assert is_camera_name(stem)


@pytest.mark.parametrize(
    "stem",
    [
        *("Rome2019", "DSC", "IMG_1", "0001", "2024", "G20_summit", "S1", "Screenshot_20240613"),
        *("DSC_0049 Sunset at sea", "IMG_0049_Anna", "", "IMG_" + "0" * 100),
    ],
)
def test_people_give_names(stem: str) -> None:
    assert not is_camera_name(stem)
