"""Lines of text: what Pango is told of a style is prepared once for each style, and freed with the line that it was for."""

from typing import Any

from weasyprint.text import fonts, line_break
from weasyprint.text.constants import LST_TO_ISO, PANGO_DIRECTION
from weasyprint.text.ffi import ffi, gobject, pango, unicode_to_char_p

from specgen.render.upstream.loading import replace


def mend() -> None:
    """Give lines a short way to what they need of a style."""
    fonts.FontConfiguration.__init__ = _configured(fonts.FontConfiguration.__init__)
    line_break.Layout.setup = _set_up(_released(line_break.Layout.setup))
    replace(line_break.strut, _strut(line_break.strut))


class _Unshared(dict[bytes, Any]):
    """Keeps nothing: whoever asks gets what he has brought."""

    def setdefault(self, _: bytes, default: Any = None, /) -> Any:
        return default


def _configured(usual: Any) -> Any:
    """Return how a configuration of fonts begins: without sharing the attributes of text, which its lists would free twice."""

    def begin(self: Any, *arguments: Any, **options: Any) -> None:
        usual(self, *arguments, **options)
        self.font_features = _Unshared()
        self.contexts = {}

    return begin


def _released(usual: Any) -> Any:
    """Return how a line is set up, its list of font features freed with it; WeasyPrint loses one, 100 bytes, for each line."""

    def set_up(self: Any, style: Any) -> None:
        usual(self, style)
        if (attributes := pango.pango_layout_get_attributes(self.layout)) != ffi.NULL:
            pango.pango_attr_list_unref(attributes)  # the layout holds it from here on

    return set_up


def _set_up(usual: Any) -> Any:
    """Return how a line is set up with what was prepared for its style; one that is underlined, in the *usual* way.

    WeasyPrint makes a context, a description of the font and a list of its features for each of 6,000 lines.
    """

    def set_up(self: Any, style: Any) -> None:
        if style["text_decoration_line"] != "none":
            usual(self, style)
            return
        if not hasattr(style, "prepared"):
            style.prepared = (*_context(style), fonts.get_font_description(style), _features(style))
        context, self.language, description, features = style.prepared
        self.style, self.first_line_direction = style, 0
        self.ascent = self.underline_position = self.strikethrough_position = None
        self.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
        pango.pango_layout_set_auto_dir(self.layout, False)
        pango.pango_layout_set_font_description(self.layout, description)
        if features:
            attributes = pango.pango_attr_list_new()
            pango.pango_attr_list_insert(attributes, pango.pango_attr_font_features_new(features))
            pango.pango_layout_set_attributes(self.layout, attributes)
            pango.pango_attr_list_unref(attributes)

    return set_up


def _context(style: Any) -> tuple[Any, Any]:
    """Return the context for the language and the direction of *style*, and the language."""
    contexts, override = style.font_config.contexts, style["font_language_override"]
    name = style["lang"] if override == "normal" else LST_TO_ISO.get(override.lower(), override)
    key = style["direction"], name
    if key not in contexts:
        context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
        pango.pango_context_set_round_glyph_positions(context, False)
        pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
        language = pango.pango_language_get_default()
        if name:
            text, _ = unicode_to_char_p(name)
            language = pango.pango_language_from_string(text)
            pango.pango_context_set_language(context, language)
        contexts[key] = context, language
    context, language = contexts[key]
    return context, language


_FEATURES = ("kerning", "variant_ligatures", "variant_position", "variant_caps", "variant_numeric", "variant_alternates",
             "variant_east_asian", "feature_settings")  # fmt: skip


def _features(style: Any) -> bytes:
    features = fonts.font_features(*(style[f"font_{name}"] for name in _FEATURES))
    return ",".join(f"{key} {value}" for key, value in features.items()).encode()


def _strut(usual: Any) -> Any:
    """Return how the height of a style's lines is found: once for each style, not by a key of twenty values for each line."""

    def strut(style: Any) -> Any:
        if not hasattr(style, "strut"):
            style.strut = usual(style)
        return style.strut

    return strut
