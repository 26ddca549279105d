#!/bin/sh
# Makes the secrets of compose.scaled.yaml, each once: nothing has a default password. Keep docker/secrets as well as the backups, and apart from them.
set -eu
cd "$(dirname "$0")"
# The folder is closed to others; the files are readable, because the containers read them as users of their own.
mkdir -p secrets && chmod 700 secrets
random() { head -c 32 /dev/urandom | od -An -tx1 | tr -d ' \n'; }
for name in superuser_password owner_password app_password password_pepper seal_key redis_password; do
  [ -s "secrets/$name" ] || random > "secrets/$name"
done
printf 'postgres://hub_app:%s@postgres:5432/hub' "$(cat secrets/app_password)" > secrets/database_url
printf 'postgres://hub_owner:%s@postgres:5432/hub' "$(cat secrets/owner_password)" > secrets/owner_database_url
printf 'redis://:%s@redis:6379' "$(cat secrets/redis_password)" > secrets/redis_url
printf 'requirepass %s\n' "$(cat secrets/redis_password)" > secrets/redis_conf
