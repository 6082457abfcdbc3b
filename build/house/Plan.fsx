/// The plan of the house: its projects and their folders in order, what each holds, and which projects may use which.
/// A new folder gets its line here; the script says so where one is missing.
module Plan

open System

/// A folder of a project with all below it, or some of the files beside the project file.
type Room =
    {
        /// The name of the folder, or what the files are called together.
        Name: string
        /// The files, where the room is not a folder; "*" stands for all that no other room has.
        Files: string list
        /// One sentence for the page.
        Holds: string
    }

/// A project of the house, from the root of the repository.
type Project =
    {
        Name: string
        Directory: string
        File: string
        Assembly: string
        /// The projects that it may use.
        Uses: string list
        /// Its rooms, none of which may use a later one.
        Rooms: Room list
    }

[<RequireQualifiedAccess>]
module Project =

    /// The room of a file of the project; a folder that is not in the plan is a room of its own name.
    let roomOf (project: Project) (file: string) =
        match file.IndexOf '/' with
        | -1 ->
            let holds name =
                project.Rooms
                |> List.tryFind (fun room -> List.contains name room.Files)
                |> Option.map _.Name

            holds file |> Option.orElse (holds "*") |> Option.defaultValue file
        | slash -> file.Substring(0, slash)

    /// The place of a room in the order of the project.
    let rank (project: Project) (room: string) =
        project.Rooms |> List.findIndex (fun r -> r.Name = room)

    /// Whether F# compiles it, where the order of the files is part of the project.
    let isFSharp (project: Project) =
        project.File.EndsWith(".fsproj", StringComparison.Ordinal)

let private folder name holds =
    {
        Name = name
        Files = []
        Holds = holds
    }

/// The files beside the project file.
let private beside name holds =
    {
        Name = name
        Files = [ "*" ]
        Holds = holds
    }

let private fsharp name uses rooms =
    {
        Name = name
        Directory = $"src.core/GanFlowTheory.{name}"
        File = $"GanFlowTheory.{name}.fsproj"
        Assembly = $"GanFlowTheory.{name}.dll"
        Uses = uses
        Rooms = rooms
    }

let private numerics =
    fsharp
        "Numerics"
        []
        [
            folder "Basics" "Guards of arguments, nearest names, seeds that split, parallel loops, points."
            folder "Files" "CSV, NumPy's `.npy` and `.npz`, files that appear whole or not at all."
            folder "Linear" "Vectors, matrix products, linear systems, Gauss-Hermite rules."
            folder "Tensors" "Tensor expressions, their derivative rules, and the engine that runs them."
            folder "Kernels" "Kernels, their sums over all pairs of points in tiles, and how kernels are spelt."
        ]

let private torch =
    fsharp
        "Torch"
        [ "Numerics" ]
        [
            beside
                "engine"
                "The raw operations on LibTorch, through TorchSharp: in no other project's way, found by its name."
        ]

let private core =
    fsharp
        "Core"
        [ "Numerics" ]
        [
            folder "Networks" "Networks as programs on parameters and rows: dense, convolutional, chained, saved."
            folder "Integrators" "Runge-Kutta tableaus and optimisers: one step of a rate, and how long it is."
            folder "Measures" "Nodes and weights, targets to sample, densities, potentials."
            folder "States" "Charts on distributions: particles, Gaussians, quantiles, generators, grids."
            folder "Divergences" "f-divergences and generator losses as functions of the density ratio."
            folder "Functionals" "A value and its first variation: MMD, divergences, energies, Wasserstein."
            folder "Metrics" "How a first variation moves a state: transport, reaction, kernelized, on parameters."
            folder "Critics" "How a first variation is seen: exact, by an estimated ratio, by a witness."
            folder "Flows" "A flow, its run, its steps, when it ends and what it measured."
            folder "Games" "Players, the games that they play, and the schemes by which they move."
            folder "Gans" "The steps of GANs as flows, and how far their critics are from the truth."
            folder
                "Estimators"
                "Estimates of MMD², KID, FID and coverage from samples, with their variances; a classifier for features."
            folder "SampleTests" "Tests of two samples and of three, exact and normal."
            folder "Densities" "Fokker-Planck equations on grids."
            folder "Studies" "Studies as a whole: mode collapse by the critic's clock, disturbed images by KID and FID."
            folder "Reproductions" "Facts that sources print, beside ours, and the experiment on the digits."
        ]

let private reports =
    fsharp "Reports" [ "Core"; "Numerics" ] [ beside "pages" "Figures as SVG and self-contained pages." ]

let private laws =
    fsharp
        "Laws"
        [ "Core"; "Numerics" ]
        [
            folder "Basics" "A law as a value: equations, how they are judged, and what a run finds."
            folder "Generators" "Cases that reach the corners, and how they shrink."
            folder "Suites" "The laws of each axis."
            folder "Registry" "The instances that every law runs on, by axis."
            folder "KnownBad" "The instances with a slip that the laws must reject."
            folder "Claims" "What the papers say, each with its property, in one catalogue."
        ]

/// The facade has the folders of the F# projects that it speaks for, in their order.
let private facade =
    {
        Name = "facade"
        Directory = "src.csharp/GanFlowTheory"
        File = "GanFlowTheory.csproj"
        Assembly = "GanFlowTheory.dll"
        Uses = [ "Reports"; "Core"; "Numerics" ]
        Rooms =
            [
                beside "bridge" "Conversions between the two languages."
                yield! numerics.Rooms
                yield! core.Rooms
                folder "Reports" reports.Rooms[0].Holds
            ]
    }

/// A project of its own, so that who runs flows does not take what tests them.
let private lawsFacade =
    {
        Name = "facade of laws"
        Directory = "src.csharp/GanFlowTheory.Laws.CSharp"
        File = "GanFlowTheory.Laws.CSharp.csproj"
        Assembly = "GanFlowTheory.Laws.CSharp.dll"
        Uses = [ "facade"; "Laws"; "Core"; "Numerics" ]
        Rooms = [ beside "laws" "Laws and claims, to run on instances of your own." ]
    }

let private commandLine =
    {
        Name = "Cli"
        Directory = "src.csharp/GanFlowTheory.Cli"
        File = "GanFlowTheory.Cli.csproj"
        Assembly = "ganflow.dll"
        Uses = [ "facade"; "facade of laws" ]
        Rooms =
            [
                beside "shared" "What options are and how numbers are read, exit codes, the terminal, bad input."
                folder "Output" "A result as JSON, or as text and tables."
                folder "Files" "Parquet files as points, through Parquet.Net: loaded for them alone."
                folder "Specs" "What is written after an option, parsed once."
                folder "Cells" "Several command lines as one piece of work: in parts, each done once, joined."
                folder "Runs" "`run`: plan, runner, result, files."
                folder "Trainings" "`train` and `sample`: plan, runner, result, files."
                folder "Densities" "`density`: plan, runner, result, files."
                folder "Games" "`game`: plan, runner, result, files."
                folder "Limits" "`limit`: plan, runner, result, files."
                folder "Movements" "`jko`: plan, runner, result, files."
                folder "Estimates" "`mmd`: plan, runner, result."
                folder "Features" "`kid` and `fid`: options, plan, result."
                folder "SampleTests" "`test` and `compare`: options, result."
                folder "MonoFlows" "`monoflow`: plan, runner, result, files."
                folder "Collapses" "`collapse`: plan, runner, result, files."
                folder "Disturbances" "`disturbances`: plan, runner, result, files."
                folder "Comparisons" "`compare-gans`: specification, runner, result, files."
                folder "Sweeps" "`sweep`: specification, plans, cells, tables, page."
                folder "Verifications" "`verify`: options, runner, parts, result."
                folder "Reproductions" "`reproduce`: options, summary, the experiment on the digits."
                folder "Verbs" "One file for each verb: its options and what it calls."
                {
                    Name = "entrance"
                    Files = [ "CommandLine.cs"; "Program.cs" ]
                    Holds = "The root command and the start."
                }
            ]
    }

/// All projects, none of which uses a later one.
let projects =
    [ numerics; torch; core; reports; laws; facade; lawsFacade; commandLine ]
