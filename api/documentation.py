"""What the API says about itself: its documentation page and what its problems mean. Open to everybody."""

from typing import Annotated

from fastapi import APIRouter, FastAPI, Path
from fastapi.openapi.docs import get_swagger_ui_html
from fastapi.responses import HTMLResponse
from fastapi.staticfiles import StaticFiles

from api.openapi import problems
from api.problems import AddressUnknown, ProblemType, problem_types

ASSETS = "/docs/assets"
# Whatever the page asks for, the browser asks nobody but this server.
POLICY = (
    "default-src 'none'; connect-src 'self'; img-src 'self' data:; "
    "script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'"
)

router = APIRouter(tags=["documentation"])


@router.get("/docs", include_in_schema=False)
def documentation() -> HTMLResponse:
    """Return a page on which the API can be read and tried."""
    page = get_swagger_ui_html(
        openapi_url="/openapi.json",
        title="Complaints",
        swagger_js_url=f"{ASSETS}/swagger-ui-bundle.js",
        swagger_css_url=f"{ASSETS}/swagger-ui.css",
        swagger_favicon_url=f"{ASSETS}/favicon.png",
        swagger_ui_parameters={"validatorUrl": None, "docExpansion": "none"},
    )
    page.headers["Content-Security-Policy"] = POLICY
    return page


@router.get(
    "/v1/problems/{name}",
    summary="What a problem means",
    responses=problems({404: "There is no such type.", 422: "The name is too long."}),
)
def problem_type(
    name: Annotated[str, Path(max_length=64, description="The last part of a `type`: `version-is-stale`.")],
) -> ProblemType:
    """Explain a type of problem: the `type` of every problem that this API answers leads here."""
    known = problem_types().get(name)
    if known is None:
        raise AddressUnknown
    return known


def mount_assets(app: FastAPI) -> None:
    """Serve the files of the documentation page from the package that brings them."""
    app.mount(ASSETS, StaticFiles(packages=[("fastapi_offline", "static")]), name="documentation assets")
