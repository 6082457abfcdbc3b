/// Alone in the process: manifests tell the number of threads, which laws change.
[<Xunit.Collection("alone")>]
module GanFlowTheory.Torch.Tests.EngineOptionTests

open System.IO
open System.Text.Json
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open TorchSharp
open Xunit

// The engines as the command line is told them, on the device of these tests.
let private inDouble = TestEngines.spelling Precision.Float64
let private inSingle = TestEngines.spelling Precision.Float32

// Two samples of 60 points of R^3 in a folder, the second one moved by a half.
let private samples (folder: string) : string list =
    [
        for name, seed, shift in [ "a.csv", 1, 0.0; "b.csv", 2, 0.5 ] do
            let x = Seed.gaussian 60 3 (Seed.create seed)

            let row i =
                String.concat "," [ for k in 0..2 -> invariant $"{x[i, k] + shift}" ]

            File.WriteAllLines(Path.Combine(folder, name), Seq.init 60 row)
            Path.Combine(folder, name)
    ]

let private flow =
    [
        "run"
        "--target"
        "two-moons"
        "--target-samples"
        "50"
        "-n"
        "40"
        "--steps"
        "8"
    ]

let private train =
    [
        "train"
        "--target"
        "two-moons"
        "--target-samples"
        "60"
        "--generator"
        "3-8-2:tanh"
        "--critic"
        "2-8-1:leaky-relu:0.2"
        "--critic-first-steps"
        "3"
        "--batch"
        "24"
    ]

let private words (text: string) : string list =
    text.Split ' ' |> Seq.filter (fun word -> word <> "") |> Seq.toList

let private bytes (folder: string) (name: string) =
    File.ReadAllBytes(Path.Combine(folder, name))

// The largest difference of the points of two files.
let private apart (one: string) (two: string) : float =
    let a, b = Points.readNpy one, Points.readNpy two
    Assert.Equal((a.Count, a.Dimension), (b.Count, b.Dimension))
    Seq.max (Seq.map2 (fun (u: float) v -> abs (u - v)) a.Data b.Data)

// What a verb writes on LibTorch is what it writes on the managed engine, up to a bound.
let private agrees (bound: float) (args: string list) (file: string) =
    Testing.inFolder (fun folder ->
        let written (engine: string) =
            let out = Path.Combine(folder, engine.Replace(':', '-').Replace(',', '-'))

            let answer = Ganflow.succeed (args @ [ "--engine"; engine; "--out"; out; "--json" ])

            struct (Ganflow.text "engine" answer.Json, Path.Combine(out, file))

        let struct (_, managed) = written "managed"
        let struct (engine, points) = written inDouble
        let struct (single, singlePoints) = written inSingle
        let device = if TestEngines.isOnProcessor then "cpu" else @"cuda\d+"
        Assert.Matches($@"^torch \d+\.\d+\.\d+\S* {device} float64$", engine)
        Assert.Matches($" {device} float32$", single)
        Assert.InRange(apart managed points, 0.0, bound)
        // Roundings of float32 are 5e8 times as large. That they leave a trace shows that the option is heard.
        Assert.InRange(apart managed singlePoints, 1e-10, 5e8 * bound))

[<Theory>]
[<InlineData("mmd", "--kernel gaussian:median --estimator biased,unbiased,ustat,block:10")>]
[<InlineData("mmd", "--kernel rq:1+imq:1,0.5+0.1*dot --estimator unbiased")>]
[<InlineData("kid", "")>]
[<InlineData("kid", "--blocks 10")>]
[<InlineData("kid", "--subsets 5x20")>]
let ``estimates on LibTorch are the managed engine's up to rounding`` (verb: string) (more: string) =
    Testing.inFolder (fun folder ->
        let estimates engine =
            let json =
                (Ganflow.succeed (verb :: samples folder @ words more @ [ "--engine"; engine; "--json" ])).Json

            match json.TryGetProperty "estimates" with
            | true, several -> Seq.toList (several.EnumerateArray())
            | _ -> [ json ]

        let managed, torch, single =
            estimates "managed", estimates inDouble, estimates inSingle

        for wanted, found, foundInSingle in List.zip3 managed torch single do
            Assert.StartsWith("torch ", Ganflow.text "engine" found)
            Assert.EndsWith("float32", Ganflow.text "engine" foundInSingle)
            Assert.Equal(Ganflow.text "kernel" wanted, Ganflow.text "kernel" found)
            // Means of values of at most (14/3 + 1)^3, 182, as |x|^2 stays below 14: a value is off by a few roundings of 1e-16,
            // 1e-13 at worst, and their means by less.
            let value = Ganflow.number "estimate" wanted
            Assert.Equal(value, Ganflow.number "estimate" found, 1e-13)
            // Roundings of float32 are 5e8 times as large. That they leave a trace shows that the option is heard.
            let difference = abs (Ganflow.number "estimate" foundInSingle - value)
            Assert.InRange(difference, 1e-12, 5e-5))

[<Theory>]
[<InlineData("--kernel gaussian:0.5")>]
[<InlineData("--kernel rq:1 --metric stein:gaussian:median")>]
[<InlineData("--kernel gaussian:0.5 --metric sobolev:0.1 --integrator euler:0.1")>]
[<InlineData("--functional kl --metric stein:gaussian:0.5 --critic score --integrator euler:0.01")>]
let ``runs on LibTorch are the managed engine's up to rounding`` (more: string) =
    // Eight steps of points of size 3, each off by a few roundings of 4e-16, which fields and a system of these slopes and
    // this condition, 10 at most, enlarge less than tenfold.
    agrees 1e-13 (flow @ words more) "particles.npy"

[<Theory>]
[<InlineData("--gan mmd")>]
[<InlineData("--gan kernelized --fixed-noise --kernel gaussian:median")>]
[<InlineData("--gan vanilla --lr-schedule three-sample:paper,2,4")>]
[<InlineData("--gan ode --regressions 2 --penalty r1:0.5")>]
[<InlineData("--gan wgan-gp --critic-steps 2")>]
[<InlineData("--gan mmd:rq-paper --spectral 2")>]
[<InlineData("--gan flow:mmd:stein:gaussian:1")>]
[<InlineData("--gan vanilla --generator 2-2 --certify 2")>]
[<InlineData("--gan vanilla --target old-faithful")>]
let ``trainings on LibTorch are the managed engine's up to rounding`` (more: string) =
    let given = words more
    // What has no critic network takes no option of one.
    let gan = given[1]

    let isWithoutCritic =
        gan = "mmd"
        || gan = "kernelized"
        || gan.StartsWith("flow:", System.StringComparison.Ordinal)

    // What is given takes the place of what is in common.
    let common =
        train.Tail
        |> List.chunkBySize 2
        |> List.filter (fun option -> not (List.contains option.Head given))
        |> List.filter (fun option -> not (isWithoutCritic && option.Head.StartsWith "--critic"))
        |> List.concat

    // Four steps of a generator of points of size 3, or of 100 minutes, by gradients that are off by some 1e-15, at which Adam
    // looks in their own size: 1e-14 of a point, and 100 of these for the rates of some twenty steps of the critic before.
    agrees 1e-12 ("train" :: common @ given @ [ "--steps"; "4" ]) "samples.npy"

[<Theory>]
[<InlineData("run", "float64", "", "particles.npy")>]
[<InlineData("run", "float32", "--metric stein:gaussian:median", "particles.npy")>]
[<InlineData("train", "float64", "--gan vanilla --steps 4", "generator.npz")>]
[<InlineData("train", "float32", "--gan mmd:rq-paper --steps 4", "generator.npz")>]
let ``a manifest reruns the same bits on the same engine``
    (verb: string)
    (precision: string)
    (more: string)
    (result: string)
    =
    Testing.inFolder (fun folder ->
        let spelling = if precision = "float64" then inDouble else inSingle
        let a, b = Path.Combine(folder, "a"), Path.Combine(folder, "b")

        let args =
            (if verb = "run" then flow else train) @ words more @ [ "--engine"; spelling ]

        let first = Ganflow.succeed (args @ [ "--out"; a; "--json" ])
        let manifest = Path.Combine(a, "manifest.json")
        let again = Ganflow.succeed [ verb; "--manifest"; manifest; "--out"; b; "--json" ]
        let engine = Ganflow.text "engine" first.Json
        Assert.Equal(engine, Ganflow.text "engine" again.Json)

        let files = Directory.GetFiles a |> Array.map (Path.GetFileName >> string)
        Assert.Contains(result, files)

        for name in files do
            // Wall-clock times are what no rerun has again.
            if name <> "times.csv" then
                Assert.Equal<byte[]>(bytes a name, bytes b name)

        let root = JsonDocument.Parse(File.ReadAllText manifest).RootElement
        let settings = root.GetProperty "settings"
        Assert.Equal(spelling, Ganflow.text "engine" settings)
        Assert.Equal(Parallelism.threadCount (), settings.GetProperty("threads").GetInt32())
        Assert.Equal(engine, Ganflow.text "resolvedEngine" root)
        Assert.Contains(engine, File.ReadAllText(Path.Combine(a, "report.html")))
        Assert.Matches(@"\n\s*engine +torch ", (Ganflow.succeed (args @ [ "--out"; a ])).Output))

[<Fact>]
let ``a training goes on with its engine, to the bits of one that did not stop`` () =
    Testing.inFolder (fun folder ->
        let at name = Path.Combine(folder, name)
        let args = train @ [ "--gan"; "vanilla" ]

        let go name steps more =
            Ganflow.run (args @ [ "--steps"; steps; "--out"; at name ] @ more)

        let whole = go "whole" "6" [ "--engine"; inDouble ]
        let part = go "part" "3" [ "--engine"; inDouble ]
        let rest = go "rest" "6" [ "--resume"; at "part/checkpoint.npz" ]
        Assert.Equal((0, 0, 0), (whole.Code, part.Code, rest.Code))
        Assert.Equal<byte[]>(bytes (at "whole") "generator.npz", bytes (at "rest") "generator.npz")

        let manifest =
            JsonDocument.Parse(File.ReadAllText(at "rest/manifest.json")).RootElement

        Assert.StartsWith("torch ", Ganflow.text "resolvedEngine" manifest)

        let other =
            go "other" "6" [ "--resume"; at "part/checkpoint.npz"; "--engine"; inSingle ]

        Assert.Equal(2, other.Code)
        Assert.Contains($"is of a training with engine {inDouble}, but this one has {inSingle}", other.Error)

        // Away from its manifest a checkpoint knows it.
        File.Delete(at "part/manifest.json")
        let managed = go "other" "6" [ "--resume"; at "part/checkpoint.npz" ]
        Assert.Equal(2, managed.Code)
        Assert.Contains("the checkpoint is of other settings", managed.Error)
        Assert.False(Directory.Exists(at "other")))

[<Theory>]
[<InlineData("run")>]
[<InlineData("train")>]
[<InlineData("mmd")>]
[<InlineData("kid")>]
let ``a device that is not there is told in one sentence before anything is written`` (verb: string) =
    Testing.inFolder (fun folder ->
        let out = Path.Combine(folder, "out")

        let args =
            match verb with
            | "run" -> flow @ [ "--out"; out ]
            | "train" -> train @ [ "--steps"; "2"; "--out"; out ]
            | verb -> verb :: samples folder

        let refused engine =
            let answer = Ganflow.run (args @ [ "--engine"; engine ])
            Assert.Equal((2, ""), (answer.Code, answer.Output))
            Assert.False(Directory.Exists out)
            answer.Error

        let there =
            if torch.cuda.is_available () then
                torch.cuda.device_count ()
            else
                0

        let devices =
            match there with
            | 0 -> "this LibTorch finds no CUDA device"
            | 1 -> "there is one CUDA device, cuda0"
            | count -> $"there are {count} CUDA devices, cuda0 to cuda{count - 1}"

        let absent = if there = 0 then "torch:cuda" else $"torch:cuda{there}"
        Assert.Equal($"ganflow: the engine '{absent}' cannot be had here: {devices}.\n", refused absent)

        Assert.StartsWith(
            "ganflow: unknown word of the engine torch 'cudaa'; did you mean 'cuda'?",
            refused "torch:cudaa"
        )

        Assert.Contains("takes one device and one precision", refused "torch:float32,float64"))
