"""The HTTP application: wiring and nothing else."""

from importlib.metadata import version
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute

from api import (
    answers,
    as_of,
    causes,
    clock_restatements,
    clocks,
    commands,
    complaints,
    compliance,
    contacts,
    customer_routes,
    customers,
    documentation,
    inbox,
    ombudsman,
    policy_book,
    recovery,
    redress,
    response_times,
    routes,
    timelines,
    views,
    what_if,
    win_back,
    win_back_survival,
    win_back_values,
    work_queue,
    workload,
)
from api.logs import log_requests
from api.openapi import describe
from complaints.commands.causes import FixCause
from complaints.commands.customers import RegisterCustomer
from complaints.commands.intake import FileComplaint
from complaints.customers import Customers
from complaints.ledger import Complaints
from complaints.recorder import Pool


def create_app(pool: Pool, lookup_key: bytes) -> FastAPI:
    """Return the application over `pool`, which the caller closes; customers are found with `lookup_key`."""
    app = every_route()
    open_book(app, pool, lookup_key)
    return app


def open_book(app: FastAPI, pool: Pool, lookup_key: bytes) -> None:
    """Let the application answer from the ledger of a pool."""
    app.state.pool = pool
    app.state.complaints = Complaints(pool)
    app.state.customers = Customers(pool, lookup_key)


def every_route() -> FastAPI:
    """Return the application without a ledger to answer from; making it takes about half a second."""
    app = FastAPI(
        title="Complaints",
        summary="The event-sourced book of record for complaints",
        version=version("complaints"),
        docs_url=None,  # the framework's own page is built from the network
        redoc_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_name,
        telemetry={"logs": False},  # its records of refused bodies could hold personal values
    )
    app.add_middleware(log_requests)
    app.include_router(commands.command_router())
    app.include_router(commands.cause_router())
    app.include_router(complaints.router)
    app.include_router(customers.customer_router())
    app.include_router(timelines.router)
    app.include_router(clocks.router)
    app.include_router(response_times.router)
    app.include_router(clock_restatements.router)
    app.include_router(views.router)
    app.include_router(compliance.router)
    app.include_router(work_queue.router)
    app.include_router(inbox.router)
    app.include_router(workload.router)
    app.include_router(redress.router)
    app.include_router(causes.router)
    app.include_router(ombudsman.router)
    app.include_router(recovery.router)
    app.include_router(contacts.router)
    app.include_router(win_back.router)
    app.include_router(win_back_survival.router)
    app.include_router(win_back_values.router)
    app.include_router(as_of.router)
    app.include_router(what_if.router)
    app.include_router(policy_book.policy_book_router())
    app.include_router(documentation.router)
    documentation.mount_assets(app)
    answers.install(app)
    describe(app, _bodies())
    return app


def _bodies() -> list[type[Any]]:
    """Return every command that is the body of a request."""
    return [
        FileComplaint,
        FixCause,
        RegisterCustomer,
        customers.FindCustomer,
        as_of.AsOfAsked,
        what_if.SimulationAsked,
        what_if.ReevaluationAsked,
        *(command for _, command, _ in policy_book.PUBLICATIONS),
        *(command for _, command, _ in customer_routes.ROUTES),
        *(route.command for route in routes.ROUTES),
    ]


def _name(route: APIRoute) -> str:
    return route.name
