#!/bin/sh
# Runs once, when the data folder is made: two roles, so that row-level security holds, and the database.
# hub_owner owns the schema and runs migrations; hub_app owns nothing, and is what the hub works as.
set -eu
psql --set=ON_ERROR_STOP=1 --username="${POSTGRES_USER:-postgres}" --dbname=postgres \
  --set=owner_password="$(cat /run/secrets/owner_password)" --set=app_password="$(cat /run/secrets/app_password)" <<'SQL'
CREATE ROLE hub_owner LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'owner_password';
CREATE ROLE hub_app LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB NOCREATEROLE NOREPLICATION PASSWORD :'app_password';
CREATE DATABASE hub OWNER hub_owner;
REVOKE ALL ON DATABASE hub FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE hub TO hub_app;
SQL
