#!/bin/sh
# Installs what only the system can give, where the machine lets it; the tests that lack a tool are skipped with the reason.
missing=""
command -v chromium >/dev/null 2>&1 || missing="$missing chromium"
command -v soffice >/dev/null 2>&1 || missing="$missing libreoffice-calc-nogui"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
if [ "$WITH_REDIS_SERVER" = 1 ]; then command -v redis-server >/dev/null 2>&1 || missing="$missing redis-server"; fi
[ -z "$missing" ] && exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1 \
        || echo "could not install$missing; the tests that need them will be skipped"
else
    echo "not installed and not installable here:$missing; the tests that need them will be skipped"
fi
exit 0
