#!/bin/sh
# Runs before NGINX. Without a certificate, only the port of HTTP is served: there Let's
# Encrypt asks for its proof. NGINX is told whenever another certificate lies there.
set -eu
sites=${NGINX_ENVSUBST_OUTPUT_DIR:-/etc/nginx/conf.d}
nginx=$PPID

certificate() {
  cat "$CERTIFICATE_DIRECTORY/fullchain.pem" "$CERTIFICATE_DIRECTORY/privkey.pem" 2>/dev/null | cksum
}

is_there() {
  [ -s "$CERTIFICATE_DIRECTORY/fullchain.pem" ] && [ -s "$CERTIFICATE_DIRECTORY/privkey.pem" ]
}

if ! is_there; then
  echo "There is no certificate in $CERTIFICATE_DIRECTORY yet, so HTTPS waits for it."
  mv "$sites/https.conf" "$sites/https.conf.waiting"
fi

watch() {
  served=$(certificate)
  while kill -0 "$nginx" 2>/dev/null; do
    sleep "${CERTIFICATE_INTERVAL:-10}"
    found=$(certificate)
    if [ "$found" = "$served" ] || ! is_there; then continue; fi
    served=$found
    if [ -e "$sites/https.conf.waiting" ]; then mv "$sites/https.conf.waiting" "$sites/https.conf"; fi
    echo "There is another certificate. NGINX takes it."
    kill -HUP "$nginx"
  done
}

# A shell that became NGINX with exec has the same number.
watch &
