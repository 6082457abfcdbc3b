#!/usr/bin/env bash
# Opens pages in Chromium, in light and in dark: build/browser.sh FILE.html... None may write to the console, which an error does and what is not
# there to be loaded, nor ask for anything of another place: no name is resolved. Where there is no Chromium and none can be had it says so, and
# ends with 0.
set -euo pipefail

skipped() {
    echo "The pages were not opened in a browser: $1."
    exit 0
}

chromium=$(command -v chromium || command -v chromium-browser || true)

if [ -z "$chromium" ] && [ -e /etc/debian_version ] && [ "$(id -u)" = 0 ]; then
    (apt-get -q update && apt-get -q install -y --no-install-recommends chromium) >/dev/null 2>&1 || true
    chromium=$(command -v chromium || true)
fi

[ -n "$chromium" ] || skipped "there is no Chromium here"

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
wrong=0

for file in "$@"; do
    for scheme in light dark; do
        dark=()
        [ "$scheme" = light ] || dark=(--force-dark-mode)
        # The page must be whole: its text, as the browser has it, is not empty.
        "$chromium" --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking \
            --disable-component-update --disable-sync --host-resolver-rules="MAP * ~NOTFOUND" --user-data-dir="$scratch/profile" \
            "${dark[@]}" --enable-logging=stderr --virtual-time-budget=2000 --dump-dom "file://$(realpath "$file")" \
            >"$scratch/dom.html" 2>"$scratch/log" || {
            echo "$file ($scheme) could not be opened:" >&2
            tail -3 "$scratch/log" >&2
            wrong=1
        }

        if grep CONSOLE "$scratch/log" >&2; then
            echo "$file ($scheme) writes to the console." >&2
            wrong=1
        fi

        grep -qE "<h[12]|<svg" "$scratch/dom.html" || {
            echo "$file ($scheme) is empty." >&2
            wrong=1
        }
    done
done

[ "$wrong" = 0 ] && echo "$# pages opened in light and dark."
exit "$wrong"
