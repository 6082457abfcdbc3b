module GanFlowTheory.Core.Tests.OwnFunctionTests

open System
open Xunit
open GanFlowTheory.Core
open Testing

let private nodes = Seed.gaussian 30 2 (Seed.create 3)
let private particles = Particles.ofPoints nodes

let private refuses (parts: string list) (functional: Functional<Particles>) (metric: Metric<Particles>) =
    let sentence =
        argumentError (fun () ->
            Flow.create functional metric
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from particles
            |> Flow.steps 2)

    for part in parts do
        Assert.Contains(part, sentence)

let private square: Potential =
    Potential.ofPointwise (Array.sumBy (fun v -> 0.5 * v * v)) id

let private energy (v: Potential) : Functional<Particles> = Functional.potential "mine" v

[<Fact>]
let ``gradients of the wrong length are refused with what they must have`` () =
    for length in [ 1; 3 ] do
        energy (Potential.ofPointwise Array.sum (fun _ -> Array.zeroCreate length))
        |> refuses [ "pointwise"; "2 numbers"; $"gives {length}" ]
        <| Metric.wasserstein

    energy (Potential.create (fun x -> Array.zeroCreate x.Count) (fun x -> Points.zero x.Count 3))
    |> refuses [ "'mine'"; "30 x 2"; "30 x 3" ]
    <| Metric.wasserstein

    energy (Potential.create (fun _ -> [| 1.0 |]) (fun x -> x))
    |> refuses [ "'mine'"; "30 numbers"; "gives 1" ]
    <| Metric.wasserstein

    energy (Potential.create (fun _ -> Unchecked.defaultof<float[]>) (fun x -> x))
    |> refuses [ "'mine'"; "null" ]
    <| Metric.wasserstein

    Functional.create "whole" (fun _ -> 1.0) (fun _ ->
        Potential.create (fun x -> Array.zeroCreate x.Count) (fun x -> Points.zero 7 x.Dimension))
    |> refuses [ "'whole'"; "30 x 2"; "7 x 2" ]
    <| Metric.wasserstein

[<Fact>]
let ``metrics of the wrong length, NaN and null are refused by name`` () =
    refuses
        [ "'short'"; "60 numbers"; "gives 3" ]
        (energy square)
        (Metric.create "short" (fun _ _ -> [| 1.0; 2.0; 3.0 |]))

    refuses [ "'none'"; "null" ] (energy square) (Metric.create "none" (fun _ _ -> Unchecked.defaultof<float[]>))

    refuses
        [ "'lost'"; "NaN" ]
        (energy square)
        (Metric.create "lost" (fun (q: Particles) _ -> Array.create (q :> IState<Particles>).Coordinates.Length nan))

    let sentence =
        argumentError (fun () ->
            Flow.create
                (Functional.potential "mine" square)
                (Metric.createReaction "growth" (fun (_: WeightedParticles) _ -> [| 1.0 |]))
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from (WeightedParticles.weighted (Array.create 30 (1.0 / 30.0)) nodes)
            |> Flow.steps 1)

    Assert.Contains("'growth'", sentence)
    Assert.Contains("30 numbers", sentence)

[<Fact>]
let ``functionals and critics that give NaN are refused before anything moves`` () =
    refuses [ "'never'"; "NaN" ] (Functional.create "never" (fun _ -> nan) (fun _ -> square)) Metric.wasserstein

    refuses
        [ "'steep'"; "NaN" ]
        (Functional.create "steep" (fun _ -> 1.0) (fun _ -> Potential.ofPointwise Array.sum (Array.map (fun _ -> nan))))
        Metric.wasserstein

    let critic: Critic<Particles> =
        Critic.create "blind" (fun _ _ _ -> Potential.ofPointwise Array.sum (Array.map (fun _ -> nan)))

    let sentence =
        argumentError (fun () ->
            Flow.descend (energy square)
            |> Flow.seenBy critic
            |> Flow.steppedBy (Integrator.euler 0.1)
            |> Flow.from particles
            |> Flow.steps 2)

    Assert.Contains("'blind'", sentence)

[<Fact>]
let ``kernels of plain functions are refused by name, with the points`` () =
    let kernel value gradient mixed =
        Kernel.ofFunctions "hole" value gradient mixed

    let distance (x: float[]) (y: float[]) =
        Array.map2 (fun u v -> (u - v) ** 2.0) x y |> Array.sum |> sqrt

    // sin r / r is NaN at 0.
    let sinc x y = sin (distance x y) / distance x y
    let zeros (x: float[]) _ = Array.zeroCreate x.Length
    let flat (x: float[]) _ = Array2D.zeroCreate x.Length x.Length
    let hole = kernel sinc zeros flat

    let sentence = argumentError (fun () -> MmdEstimator.biased hole nodes nodes)

    Assert.Contains("'hole'", sentence)
    Assert.Contains("NaN", sentence)
    let at gradient mixed = kernel (fun _ _ -> 1.0) gradient mixed

    Assert.Contains(
        "2 entries, but have 3",
        argumentError (fun () ->
            Kernel.gradientAt (at (fun _ _ -> Array.zeroCreate 3) flat) [| 1.0; 2.0 |] [| 0.0; 0.0 |])
    )

    Assert.Contains(
        "null",
        argumentError (fun () ->
            Kernel.gradientAt (at (fun _ _ -> Unchecked.defaultof<float[]>) flat) [| 1.0; 2.0 |] [| 0.0; 0.0 |])
    )

    Assert.Contains(
        "2 x 2 entries, but have 3 x 1",
        argumentError (fun () ->
            Kernel.mixedAt (at zeros (fun _ _ -> Array2D.zeroCreate 3 1)) [| 1.0; 2.0 |] [| 0.0; 0.0 |])
    )

[<Fact>]
let ``exceptions of a user's own come through as they are`` () =
    let raising: Potential =
        Potential.create (fun _ -> raise (InvalidOperationException "mine")) (fun x -> x)

    let error =
        Assert.Throws<InvalidOperationException>(fun () ->
            Flow.descend (energy raising) |> Flow.from particles |> Flow.steps 1 |> ignore)

    Assert.Equal("mine", error.Message)
    Assert.Contains("OwnFunctionTests", error.StackTrace)
