#!/bin/sh
# Fetches the pinned front-end packages with npm, compiles the style sheets and writes what the pages need
# into the design room. For developers; the built files are committed and nothing here runs at run time.
#   tools/vendor_assets.sh            everything
#   tools/vendor_assets.sh styles     only compile the style sheets again (after editing design/scss)
set -eu
here=$(cd "$(dirname "$0")" && pwd)
root=$(dirname "$here")
vendor=$here/vendor
modules=$vendor/node_modules
design=$root/src/frontdoor/design
out=$design/static/frontdoor

if [ "${1:-all}" != styles ] || [ ! -d "$modules" ]; then
    (cd "$vendor" && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error)
fi

mkdir -p "$out/css" "$out/js" "$out/fonts" "$out/leaflet/images" "$out/licences" "$root/tests/browser"
"$modules/.bin/sass" --style=compressed --no-source-map --quiet-deps --load-path="$vendor" \
    "$design/scss/portal.scss:$out/css/portal.css" \
    "$design/scss/desk.scss:$out/css/desk.css" \
    "$design/scss/map.scss:$out/css/map.css"
if grep -qiE 'gds transport|crown|\.svg|\.png' "$out/css/portal.css" "$out/css/desk.css"; then
    echo "the style sheets mention a font, a crown or a picture that is not ours to use" >&2
    exit 1
fi
[ "${1:-all}" = styles ] && exit 0

sed '/^\/\/# sourceMappingURL=/d' "$modules/govuk-frontend/dist/govuk/govuk-frontend.min.js" >"$out/js/govuk-frontend.min.js"
cp "$modules/htmx.org/dist/htmx.min.js" "$out/js/htmx.min.js"
sed '/^\/\/# sourceMappingURL=/d' "$modules/leaflet/dist/leaflet.js" >"$out/leaflet/leaflet.js"
cp "$modules/leaflet/dist/leaflet.css" "$out/leaflet/leaflet.css"
cp "$modules"/leaflet/dist/images/*.png "$out/leaflet/images/"
for weight in 400 700; do
    font=$modules/@fontsource/atkinson-hyperlegible-next/files/atkinson-hyperlegible-next
    cp "$font-latin-$weight-normal.woff2" "$out/fonts/atkinson-next-$weight.woff2"
    cp "$font-latin-ext-$weight-normal.woff2" "$out/fonts/atkinson-next-ext-$weight.woff2"
done
cp "$modules/axe-core/axe.min.js" "$root/tests/browser/axe.min.js"
cp "$modules/axe-core/LICENSE" "$root/tests/browser/axe.LICENCE.txt"
cp "$modules/leaflet/LICENSE" "$out/licences/leaflet.txt"
cp "$modules/htmx.org/LICENSE" "$out/licences/htmx.txt"
cp "$modules/@fontsource/atkinson-hyperlegible-next/LICENSE" "$out/licences/atkinson-hyperlegible-next.txt"
cp "$vendor"/licences/*.txt "$out/licences/" # two packages whose npm archives leave theirs out
{
    echo "What is in this folder and where it came from: npm packages, fetched by tools/vendor_assets.sh."
    for name in govuk-frontend @ministryofjustice/frontend leaflet htmx.org @fontsource/atkinson-hyperlegible-next; do
        node -p "const p = require('$modules/$name/package.json'); p.name + ' ' + p.version + ' (' + p.license + ')'"
    done
    echo "The style sheets are compiled from src/frontdoor/design/scss with our own font and colours."
} >"$out/VERSIONS"
cat "$out/VERSIONS"
