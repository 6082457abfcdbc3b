#!/usr/bin/env bash
# Packs everything that is shipped, and uses it as others would, in a folder outside the repository: build/packages.sh, after
# a Release build of the solution and of src.core/GanFlowTheory.Torch. It ends with 0 where all of it works; only trimming is
# left out where the trimmer cannot be restored, which it says.
set -euo pipefail
cd "$(dirname "$0")/.."
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 MSBUILDTERMINALLOGGER=off

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

part() { printf -- '-- %s (after %s s)\n' "$1" "$SECONDS"; }

fail() {
    echo "Packages: $1" >&2
    exit 1
}

# A code block of docs/packages.md, the readme of the packages: its language and its number among those of the language.
block() {
    awk -v fence="\`\`\`$1" -v wanted="$2" \
        '$0 == "```" { inside = 0 } inside && k == wanted { print } $0 == fence { inside = 1; k++ }' docs/packages.md
}

version=$(sed -n 's/.*<Version>\(.*\)<.*/\1/p' Directory.Build.props)
part "Version $version"
grep -qF "## $version" CHANGELOG.md || fail "CHANGELOG.md has no section of the version $version."
grep -qxF "version: $version" CITATION.cff || fail "CITATION.cff has not the version $version."

part "The command line as it is shipped: without LibTorch, whatever it was built for last"
dotnet build src.csharp/GanFlowTheory.Cli -c Release -v q

# A version of this run alone, so that no package that was unpacked somewhere earlier is taken for one of these.
version=$version-ci.$(date +%s)

part "Packing, twice: the same build gives the same bytes"
for feed in feed again; do
    for project in GanFlowTheory.sln src.core/GanFlowTheory.Torch; do
        dotnet pack "$project" -c Release --no-build -o "$scratch/$feed" -p:PackageVersion="$version" -v q
    done
done

feed=$scratch/feed
diff -r "$feed" "$scratch/again"

part "The packages, and what they ask for"
for package in "$feed"/*.nupkg; do
    id=$(basename "$package" ".$version.nupkg")
    unzip -p "$package" '*.nuspec' |
        sed -nE "s/.*<dependency id=\"([^\"]*)\" version=\"([^\"]*)\".*/$id takes \1 \2/p; s/.*<packageType .*/$id is a tool/p"
done | sed "s/\[$version\]/of the same version/; s/ [0-9][0-9.]*\$//" | sort >"$scratch/asked"

cat >"$scratch/expected" <<'END'
GanFlowTheory takes GanFlowTheory.Core of the same version
GanFlowTheory takes GanFlowTheory.Reports of the same version
GanFlowTheory.Core takes FSharp.Core
GanFlowTheory.Core takes GanFlowTheory.Numerics of the same version
GanFlowTheory.Core takes MathNet.Numerics
GanFlowTheory.Laws takes FSharp.Core
GanFlowTheory.Laws takes FsCheck
GanFlowTheory.Laws takes GanFlowTheory.Core of the same version
GanFlowTheory.Laws.CSharp takes GanFlowTheory of the same version
GanFlowTheory.Laws.CSharp takes GanFlowTheory.Laws of the same version
GanFlowTheory.Numerics takes FSharp.Core
GanFlowTheory.Numerics takes MathNet.Numerics
GanFlowTheory.Reports takes FSharp.Core
GanFlowTheory.Reports takes GanFlowTheory.Core of the same version
GanFlowTheory.Torch takes FSharp.Core
GanFlowTheory.Torch takes GanFlowTheory.Numerics of the same version
GanFlowTheory.Torch takes TorchSharp
ganflow is a tool
END

LC_ALL=C sort "$scratch/asked" | diff "$scratch/expected" - || fail "the packages do not ask for what they should."

for package in "$feed"/*.nupkg; do
    listed=$(unzip -Z1 "$package")

    for file in packages.md LICENSE; do
        grep -qx "$file" <<<"$listed" || fail "$(basename "$package") has no $file."
    done

    grep -q '^tools/\|^lib/net10.0/.*\.xml$' <<<"$listed" || fail "$(basename "$package") has no documentation."

    if grep -i '^tools/.*torch' <<<"$listed"; then
        fail "the tool carries LibTorch, which is for one system alone."
    fi
done

# From here on nothing of the repository is used but the feed. Ours are unpacked into the scratch folder; what has been
# restored before is read where it is.
installed=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
work=$scratch/work
mkdir -p "$work/app" "$work/laws"

cat >"$work/NuGet.config" <<END
<configuration><packageSources><add key="ganflow-feed" value="$feed" /></packageSources></configuration>
END

# A console project of a block of the page.
project() {
    local folder=$1 package=$2
    cat >"$work/$folder/$folder.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <Nullable>enable</Nullable>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <SatelliteResourceLanguages>en</SatelliteResourceLanguages>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="$package" Version="$version" />
  </ItemGroup>
  <ItemGroup Condition="'\$(KeepAll)' == 'true'">
    <TrimmerRootAssembly Include="GanFlowTheory;GanFlowTheory.Reports;GanFlowTheory.Core;GanFlowTheory.Numerics" />
  </ItemGroup>
</Project>
END
}

project app GanFlowTheory
block csharp 1 >"$work/app/Program.cs"
project laws GanFlowTheory.Laws.CSharp
block csharp 2 >"$work/laws/Program.cs"
block fsharp 1 | sed "s|^#r \"nuget: \(.*\)\"|#i \"nuget: $feed\"\n#r \"nuget: \1, $version\"|" >"$work/flow.fsx"
bash_completion=$(grep '_ganflow' README.md)
cd "$work"

part "Restoring the trimmer, into the ordinary folder of packages"
mkdir trimmer
cat >trimmer/trimmer.csproj <<'END'
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <UseCurrentRuntimeIdentifier>true</UseCurrentRuntimeIdentifier>
    <PublishTrimmed>true</PublishTrimmed>
  </PropertyGroup>
</Project>
END
dotnet restore trimmer && trimmer=there || trimmer=missing

export NUGET_PACKAGES=$scratch/packages NUGET_FALLBACK_PACKAGES=$installed

part "The tool, installed into a folder"
dotnet tool install ganflow --tool-path "$scratch/tools" --version "$version"
PATH=$scratch/tools:$PATH
test "$(ganflow --version | cut -d+ -f1)" = "${version%-ci.*}"
ganflow run -n 100 --steps 5 --integrator euler:0.1 --out run
test -s run/report.html
ganflow disturbances -n 50 --strengths 0,0.4 --out disturbed
test -s disturbed/report.html
ganflow verify MN21-7 --cases 2

part "Its completion in bash, as the README has it"
eval "$bash_completion"
COMP_LINE="ganflow run --funct" COMP_WORDS=(ganflow run --funct) COMP_CWORD=2
COMP_POINT=${#COMP_LINE}
_ganflow
test "${COMPREPLY[*]}" = --functional

part "A C# project with the facade, without the laws"
dotnet run --project app -c Release | tee app.out
assemblies=$(cd app/bin/Release/net10.0 && ls -- *.dll)
grep -qx GanFlowTheory.dll <<<"$assemblies"
if grep -E 'FsCheck|Laws' <<<"$assemblies"; then
    fail "an application with GanFlowTheory carries the laws."
fi

part "A C# project with the laws"
dotnet run --project laws -c Release

part "An F# script: it prints what the C# project prints"
# What F# Interactive keeps of its packages goes to the scratch folder too; the sources of packages stay those of the user.
mkdir -p "$scratch/home/.nuget"
cp -r "$HOME/.nuget/NuGet" "$scratch/home/.nuget/" 2>/dev/null || true
HOME=$scratch/home TMPDIR=$scratch dotnet fsi flow.fsx | tee script.out
diff app.out script.out

if [ "$trimmer" = missing ]; then
    echo "Trimming was skipped: the trimmer cannot be restored."
    exit
fi

part "The C# project trimmed: it prints the same line"
# FSharp.Core has warnings of its own.
trim() { dotnet publish app --use-current-runtime -c Release -p:PublishTrimmed=true -p:TreatWarningsAsErrors=false "$@"; }
trim -o trimmed
trimmed/app | diff app.out -

part "The same with all of these packages kept: the trimmer has nothing against any of their code"
trim -o kept -p:KeepAll=true -p:TrimmerSingleWarn=false >kept.log || {
    cat kept.log
    fail "the C# project with everything kept cannot be published."
}
kept/app | diff app.out -
if grep -E 'warning IL[0-9]+.*GanFlowTheory' kept.log; then
    fail "the trimmer warns of the code of these packages."
fi
