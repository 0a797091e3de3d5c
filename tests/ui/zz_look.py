from symbioaudit.ui.session import Place
from tests.ui.plant import build_plant
import os


def test_look(qtbot, audit):
    ids = build_plant(qtbot, audit)
    audit.resize(1280, 800)
    audit.show_place(Place("map"))
    qtbot.wait(50)
    audit.page.scene.choose([ids["Обжиг"]])
    audit.grab().save("/tmp/uimap_map.png")
    from symbioaudit.ui.pages import BY_ID

    if "sankey" in BY_ID:
        audit.show_place(Place("sankey"))
        qtbot.wait(50)
        audit.grab().save("/tmp/uimap_sankey.png")
    audit.session.settings.set("theme", "dark")
    audit.session.settings.set("scale", 150)
    audit.session.settings.set("tablet", True)
    qtbot.wait(200)
    audit.resize(1920, 1080)
    qtbot.wait(50)
    audit.grab().save("/tmp/uimap_dark.png")
    audit.show_place(Place("map"))
    qtbot.wait(50)
    audit.grab().save("/tmp/uimap_mapdark.png")
