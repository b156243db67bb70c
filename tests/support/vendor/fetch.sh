#!/bin/sh
# Fetches the vendored files again, through npm as it is configured here, and checks their sha256.
# Needs: npm, tar, sha256sum. The lists are VENDOR.tsv: package, version, path in package, lands in, licence, bytes, sha256.
set -eu
root=$(cd "$(dirname "$0")/../../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for list in "$root/platform/static/vendor/VENDOR.tsv" "$root/tests/support/vendor/VENDOR.tsv"; do
  here=$(dirname "$list")
  tail -n +2 "$list" | while IFS='	' read -r package version path target licence bytes sum; do
    box=$work/$(printf '%s' "$package@$version" | tr '/@' '__')
    if [ ! -d "$box" ]; then
      mkdir "$box"
      (cd "$box" && npm pack --silent "$package@$version" >/dev/null && tar -xzf ./*.tgz)
    fi
    mkdir -p "$(dirname "$here/$target")"
    cp "$box/package/$path" "$here/$target"
    printf '%s  %s\n' "$sum" "$here/$target" | sha256sum -c -
  done
done
