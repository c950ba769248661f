"""The only resources a document may use: a fixed set handed over by name. Everything else is refused and stops rendering."""

from typing import Any, Final

from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

SCHEME: Final = "bundle:///"


class ForbiddenFetchError(FatalURLFetchingError):  # type: ignore[misc]  # WeasyPrint has no types
    """A document asked for something outside its bundle."""


class BundleFetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint has no types
    """Serve `bundle:///name` from a dictionary; refuse every other address without opening anything."""

    def __init__(self, bundle: dict[str, tuple[bytes, str]]) -> None:
        super().__init__(allowed_protocols=(), allow_redirects=False, fail_on_errors=True)
        self.bundle = bundle

    def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:  # noqa: ARG002  (the base class has it)
        """Return the bytes of *url*, or stop the rendering."""
        name = url.removeprefix(SCHEME)
        if not url.startswith(SCHEME) or name not in self.bundle:
            raise ForbiddenFetchError(f"the document asks for {url[:200]}, which is not part of it")
        data, mime = self.bundle[name]
        return URLFetcherResponse(url, body=data, headers={"Content-Type": mime})
