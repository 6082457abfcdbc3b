namespace GanFlowTheory.Bench

open System
open System.Diagnostics
open System.IO
open BenchmarkDotNet.Attributes
open GanFlowTheory.Core

/// <summary>KID by poly3 on features as an Inception network gives them: 2,048 numbers >= 0.</summary>
type KidEstimates() =

    let dimension = 2_048
    let mutable features = Rows.ofArray 1 [| 0.0 |]
    let mutable generated = Rows.ofArray 1 [| 0.0 |]

    let numbers (label: string) (n: int) =
        Seed.normals (n * dimension) (Seed.create 1 |> Seed.split label)
        |> Array.map (max 0.0)

    /// Whether features are stored as float32.
    [<Params(false, true)>]
    member val Single = false with get, set

    /// The number of rows in each set.
    [<Params(5_000)>]
    member val N = 0 with get, set

    /// Makes the features, and compiles what the estimates run.
    [<GlobalSetup>]
    member this.Prepare() =
        let rows label =
            if this.Single then
                Rows.ofSingles dimension (numbers label this.N |> Array.map float32)
            else
                Rows.ofArray dimension (numbers label this.N)

        features <- rows "features"
        generated <- rows "generated"
        let few = Rows.select (Array.init 200 id)
        Kid.full Kernel.poly3 (few features) (few generated) |> ignore

        Kid.subsets 100 100 (Seed.create 1) Kernel.poly3 (few features) (few generated)
        |> ignore

    // Halves that mirror each other are counted as the definition counts them.

    /// On all rows.
    [<Benchmark; Once; Pairs(3)>]
    member _.Full() =
        Kid.full Kernel.poly3 features generated

    /// The mean over 100 subsets of 1,000 rows.
    [<Benchmark; Once; Pairs(3)>]
    member _.Subsets() =
        Kid.subsets 100 1_000 (Seed.create 1) Kernel.poly3 features generated

/// <summary>KID of features that are read from files of float32 in blocks: the time, and on standard error the most memory
/// that the process held.</summary>
type StreamedKid() =

    let dimension = 2_048
    let folder = Directory.CreateTempSubdirectory "ganflow-bench-"

    let path (label: string) =
        Path.Combine(folder.FullName, label + ".npy")

    // NumPy's header and then the rows, a thousand at a time.
    let write (label: string) (n: int) =
        use file = File.Create(path label)

        let text =
            $"{{'descr': '<f4', 'fortran_order': False, 'shape': ({n}, {dimension}), }}".PadRight(117)
            + "\n"

        file.Write(ReadOnlySpan [| 0x93uy; 0x4Euy; 0x55uy; 0x4Duy; 0x50uy; 0x59uy; 1uy; 0uy; 118uy; 0uy |])
        file.Write(ReadOnlySpan(Text.Encoding.ASCII.GetBytes text))

        for first in 0..1_000 .. n - 1 do
            let block =
                Seed.normals (min 1_000 (n - first) * dimension) (Seed.create first |> Seed.split label)
                |> Array.map (fun v -> float32 (max 0.0 v))

            file.Write(Runtime.InteropServices.MemoryMarshal.AsBytes(ReadOnlySpan block))

    /// The number of rows in each file.
    [<Params(50_000)>]
    member val N = 0 with get, set

    /// Writes the files.
    [<GlobalSetup>]
    member this.Prepare() =
        write "features" this.N
        write "generated" this.N

    /// On all rows.
    [<Benchmark; Once; Pairs(3)>]
    member _.Full() =
        use features = Rows.openNpy (path "features")
        use generated = Rows.openNpy (path "generated")
        let kid = Kid.full Kernel.poly3 features generated
        let megabytes = Process.GetCurrentProcess().PeakWorkingSet64 / (1L <<< 20)
        eprintfn $"most memory: {megabytes} MB"
        kid

    /// Deletes them.
    [<GlobalCleanup>]
    member _.Clean() = folder.Delete true

/// <summary>Sums over Gram matrices in the plane: what an unbiased variance takes beside the row sums of an estimate alone,
/// and all statistics of a permutation test.</summary>
type GramPasses() =

    let kernel = Kernel.gaussian 1.0
    let mutable x = Clouds.start 1 1
    let mutable y = Clouds.start 1 1

    let pooled =
        Rows.ofPoints (Points.append (Clouds.start 1_000 2) (Clouds.target 1_000 2))

    /// The number of points in each sample.
    [<Params(10_000)>]
    member val N = 0 with get, set

    /// Makes the samples.
    [<GlobalSetup>]
    member this.Prepare() =
        x <- Clouds.start this.N 2
        y <- Clouds.target this.N 2

    /// The row sums alone, by sums with weights, as estimates took them.
    [<Benchmark(Baseline = true); Pairs(4)>]
    member this.RowSums() =
        let ones = Array.create this.N 1.0
        let own = Pairwise.apply kernel x x ones, Pairwise.apply kernel y y ones
        own, Pairwise.apply kernel x y ones, Pairwise.apply kernel y x ones

    /// Row sums, column sums and squares in one pass each.
    [<Benchmark; Pairs(3)>]
    member _.RowSumsAndSquares() =
        let x, y = Rows.ofPoints x, Rows.ofPoints y
        let ofX, ofY = GramSums.own kernel 0.3 x, GramSums.own kernel 0.3 y
        ofX.Squares + ofY.Squares + (GramSums.cross kernel 0.3 x y).Squares

    /// 1,000 splits of 1,000 and 1,000 points.
    [<Benchmark>]
    member _.Permutations() =
        let sets =
            Array.init 1_000 (fun b -> Seed.permutation 2_000 (Seed.splitAt b (Seed.create 1)) |> Array.truncate 1_000)

        (SetSums.own kernel 0.3 pooled sets).Inside
