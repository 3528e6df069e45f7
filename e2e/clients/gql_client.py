"""Runs operations with Python's gql: `python3 gql_client.py <url> <SDL file, or - to introspect>`, documents as a JSON list on stdin."""

import json
import sys

from gql import Client, gql
from gql.transport.exceptions import TransportQueryError
from gql.transport.requests import RequestsHTTPTransport
from graphql import GraphQLError


def run(session, document):
    try:
        return {"data": session.execute(gql(document)), "errors": []}
    except TransportQueryError as error:
        return {"data": error.data, "errors": error.errors}
    except GraphQLError as error:
        # gql validates against the SDL before it sends anything.
        return {"data": None, "errors": [{"message": error.message, "local": True}]}


url, sdl_file = sys.argv[1:]
transport = RequestsHTTPTransport(url=url)
if sdl_file == "-":
    client = Client(transport=transport, fetch_schema_from_transport=True)
else:
    with open(sdl_file, encoding="utf-8") as sdl:
        client = Client(transport=transport, schema=sdl.read())

with client as session:
    print(json.dumps([run(session, document) for document in json.load(sys.stdin)]))
