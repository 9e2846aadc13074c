#!/bin/sh
# Installs what only the system can give, where the machine lets it. The tests that lack a tool are skipped, with the reason
# in the summary at the end of the run; in CI (CI is set) a tool that is missing ends the run here.
lacking() {
    command -v chromium >/dev/null 2>&1 || printf ' chromium'
    command -v soffice >/dev/null 2>&1 || printf ' libreoffice-calc-nogui'
    command -v pdftotext >/dev/null 2>&1 || printf ' poppler-utils'
    [ -x /usr/sbin/dovecot ] || printf ' dovecot-imapd'
    [ "$WITH_REDIS_SERVER" != 1 ] || command -v redis-server >/dev/null 2>&1 || printf ' redis-server'
}
missing=$(lacking)
if [ -n "$missing" ] && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing$missing …"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing; } >/dev/null 2>&1
    missing=$(lacking)
fi
[ -z "$missing" ] && exit 0
if [ -n "$CI" ]; then
    echo "not installed and not installable here:$missing; in CI nothing may be skipped for that" >&2
    exit 1
fi
echo "not installed and not installable here:$missing"
echo "The tests that need them are skipped; the end of the run counts them and says why. All others run."
