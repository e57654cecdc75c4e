# PostgreSQL and Redis for the tests: taken where they answer, else started, else installed. Sourced by .ci/run.

scratch=$(mktemp -d)
chmod 755 "$scratch"
started=()

# Sets and exports TEST_DATABASE_URL.
ensure_postgres() {
  if [[ -z ${TEST_DATABASE_URL:-} ]] && can_log_in postgres://postgres@127.0.0.1:5432/postgres; then
    TEST_DATABASE_URL=postgres://postgres@127.0.0.1:5432/postgres
  fi
  [[ -n ${TEST_DATABASE_URL:-} ]] || start_postgres
  can_log_in "$TEST_DATABASE_URL" || give_up "PostgreSQL does not let us in at $TEST_DATABASE_URL."
  export TEST_DATABASE_URL
}

# Sets and exports TEST_REDIS_URL.
ensure_redis() {
  if [[ -z ${TEST_REDIS_URL:-} ]]; then
    if pongs 6379; then TEST_REDIS_URL=redis://127.0.0.1:6379; else start_redis; fi
  fi
  export TEST_REDIS_URL
}

stop_services() {
  for stop in "${started[@]}"; do $stop; done
  rm -rf "$scratch"
}

can_log_in() {
  node --input-type=module -e '
    import pg from "pg"
    const client = new pg.Client({ connectionString: process.argv[1], connectionTimeoutMillis: 3000 })
    await client.connect()
    await client.query("select 1")
    await client.end()
  ' "$1" 2>/dev/null
}

start_postgres() {
  local bin port
  bin=$(postgres_folder) || { install postgresql; bin=$(postgres_folder); } || give_up 'PostgreSQL is not installed.'
  port=$(free_port 5432)
  mkdir "$scratch/postgres"
  [[ $EUID -ne 0 ]] || chown postgres "$scratch/postgres"
  as_postgres "$bin/initdb" -D "$scratch/postgres" -U postgres -A trust --no-sync >/dev/null
  as_postgres "$bin/pg_ctl" -D "$scratch/postgres" -l "$scratch/postgres/log" -w start -o \
    "-p $port -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off -c max_connections=200" >/dev/null ||
    give_up 'PostgreSQL does not start.'
  postgres_bin=$bin
  started+=(stop_postgres)
  TEST_DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres
}

stop_postgres() { as_postgres "$postgres_bin/pg_ctl" -D "$scratch/postgres" -m immediate stop >/dev/null; }

# PostgreSQL refuses to run as root.
as_postgres() {
  if [[ $EUID -eq 0 ]]; then (cd / && setpriv --reuid=postgres --regid=postgres --clear-groups "$@"); else "$@"; fi
}

postgres_folder() {
  local initdb
  initdb=$(command -v initdb || ls -d /usr/lib/postgresql/*/bin/initdb 2>/dev/null | sort -V | tail -1)
  [[ -n $initdb ]] && dirname "$(readlink -f "$initdb")"
}

start_redis() {
  local server port
  server=$(redis_server) || { install redis-server; server=$(redis_server); } || give_up 'Redis is not installed.'
  port=$(free_port 6379)
  "$server" --port "$port" --bind 127.0.0.1 --save '' --appendonly no >"$scratch/redis.log" &
  redis_pid=$!
  started+=(stop_redis)
  for _ in {1..50}; do
    if pongs "$port"; then TEST_REDIS_URL=redis://127.0.0.1:$port; return; fi
    read -rt 0.1 <> <(:) || true
  done
  give_up 'Redis does not start.'
}

stop_redis() { kill "$redis_pid"; wait "$redis_pid" 2>/dev/null || true; }

redis_server() { command -v redis-server || command -v valkey-server; }

pongs() {
  local answer=
  { exec 9<>"/dev/tcp/127.0.0.1/$1"; } 2>/dev/null || return 1
  printf 'PING\r\n' >&9
  read -rt 2 answer <&9 || true
  exec 9>&-
  [[ $answer == +PONG* ]]
}

free_port() {
  local port=$1
  while (exec 9<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do port=$((port + 1)); done
  echo "$port"
}

install() {
  [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null || return 1
  echo "Installing $1 …"
  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends "$1" >/dev/null
}

give_up() {
  cat >&2 <<END

  CANNOT TEST ON POSTGRESQL AND REDIS: $1
  Start them and name them: TEST_DATABASE_URL=postgres://… TEST_REDIS_URL=redis://… .ci/run

END
  exit 1
}
