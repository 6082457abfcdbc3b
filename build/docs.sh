#!/usr/bin/env bash
# Builds the documentation: build/docs.sh [FOLDER], into site/ unless told otherwise. The code of every page is compiled and run, and what it
# writes and draws is shown; a page whose code fails, or a link to nothing, is an error. It takes a Release build.
set -euo pipefail
cd "$(dirname "$0")/.."

site=${1:-site}
sources=.docs
assemblies=src.csharp/GanFlowTheory.Cli/bin/Release/net10.0
[ -e "$assemblies/GanFlowTheory.Laws.CSharp.dll" ] || {
    echo "There is no Release build: dotnet build GanFlowTheory.sln -c Release." >&2
    exit 1
}

rm -rf "$sources" "$site"
trap 'rm -rf "$sources"' EXIT
dotnet tool restore >/dev/null
dotnet fsi build/docs.fsx stage "$sources"

projects=()
for name in Numerics Core Reports Laws; do
    projects+=("src.core/GanFlowTheory.$name/GanFlowTheory.$name.fsproj")
done
for name in GanFlowTheory GanFlowTheory.Laws.CSharp; do
    projects+=("src.csharp/$name/$name.csproj")
done

log=$(mktemp)
dotnet fsdocs build --input "$sources" --output "$site" --projects "${projects[@]}" --nodefaultcontent --eval --strict --ignoreuncategorized \
    --properties Configuration=Release --parameters root / fsdocs-collection-name GanFlowTheory >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
}

# With --strict it still ends well where the code of a page fails.
if grep -E "(error|warning) |[Ee]rror:|Evaluation|exiting due" "$log" >&2; then
    exit 1
fi

dotnet fsi build/docs.fsx finish "$site"
echo "$(find "$site" -name '*.html' | wc -l) pages in $site/; index.html is the first."
