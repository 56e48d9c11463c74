#!/bin/sh
# Gets a certificate of Let's Encrypt for DOMAIN, and a new one a month before it ends.
# NGINX answers the challenge from /acme, and takes what lies in /certificates.
set -u
trap 'exit 0' TERM INT

while :; do
  if certbot certonly --non-interactive --agree-tos --keep-until-expiring \
    --server "$ACME_SERVER" --email "$EMAIL" --webroot --webroot-path /acme \
    --domain "$DOMAIN" --cert-name revimg &&
    cp -L /etc/letsencrypt/live/revimg/privkey.pem /etc/letsencrypt/live/revimg/fullchain.pem /certificates/
  then pause=43200
  # Five failures an hour are allowed: https://letsencrypt.org/docs/rate-limits
  else pause=1800
  fi
  sleep "$pause" &
  wait $!
done
