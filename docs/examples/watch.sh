#!/bin/sh
# Follows the telephones of a switchboard with nothing but curl, by server-sent events.
#   GRAPHPBX_PASSWORD=… docs/examples/watch.sh http://127.0.0.1:8080 USERNAME
set -eu
base=$1 username=$2
quoted() { printf '%s' "$1" | sed 's/[\\"]/\\&/g'; }

# The password goes in by standard input: what stands on a command line, everybody on the machine can read.
token=$(printf '{"query": "mutation ($u: String!, $p: String!) { login(input: {username: $u, password: $p}) { session { token } } }",
  "variables": {"u": "%s", "p": "%s"}}' "$(quoted "$username")" "$(quoted "$GRAPHPBX_PASSWORD")" |
  curl -sS "$base/graphql" -H 'Content-Type: application/json' --data-binary @- | sed -n 's/.*"token":"\([^"]*\)".*/\1/p')
[ -n "$token" ] || { echo "login refused" >&2; exit 1; }

# One line an event: data: {"data":{"telephones":{…}}}. Give the last cursor as $since to go on where the line was cut.
query='{"query": "subscription ($since: Cursor) { telephones(since: $since) { __typename ... on Event { cursor } ... on TelephoneChanged { telephone { user { displayName } state } } } }"}'
printf 'header = "Authorization: Bearer %s"\n' "$token" |
  curl -sSN "$base/graphql" --config - -H 'Accept: text/event-stream' -H 'Content-Type: application/json' --data "$query"
