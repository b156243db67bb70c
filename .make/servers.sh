#!/bin/sh
# Installs the real parts that tests start themselves: Chromium, PostgreSQL, Redis, RabbitMQ, and Java
# for the judges of DMN and FHIR. Only where we may.
set -u
missing=
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"
[ -x /usr/lib/rabbitmq/bin/rabbitmq-server ] || missing="$missing rabbitmq-server"
command -v curl >/dev/null 2>&1 || missing="$missing curl"
command -v javac >/dev/null 2>&1 || missing="$missing openjdk-17-jdk-headless"
command -v mvn >/dev/null 2>&1 || missing="$missing maven"
[ -n "$missing" ] || exit 0
command -v apt-get >/dev/null 2>&1 || {
  echo "LET OP: apt-get ontbreekt; de tests met$missing worden overgeslagen." >&2; exit 0; }
if [ "$(id -u)" = 0 ]; then as=; elif sudo -n true 2>/dev/null; then as="sudo -n"; else
  echo "LET OP: zonder beheerrechten worden de tests met$missing overgeslagen." >&2; exit 0
fi
echo "Systeempakketten voor de tests installeren:$missing …" >&2
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086
$as apt-get update -qq >/dev/null 2>&1
# shellcheck disable=SC2086
$as apt-get install -y -qq --no-install-recommends $missing >/dev/null 2>&1 ||
  echo "LET OP: installeren van$missing lukte niet; die tests worden overgeslagen." >&2
exit 0
