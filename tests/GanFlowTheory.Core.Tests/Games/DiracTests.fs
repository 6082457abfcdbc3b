module GanFlowTheory.Core.Tests.Games.DiracTests

open System
open Xunit
open GanFlowTheory.Core

let private point (z: float[]) = Particles.point z

// The velocity of the flow: one simultaneous step of length 1 on numbers that subtract exactly, or nearly.
let private velocity (theta: float[]) (psi: float[]) (game: Game<Product<Particles, Particles>>) : float[] =
    let start = Product.create (point theta) (point psi)
    let path = game |> Game.from start (GameScheme.simultaneous 1.0) |> Flow.steps 1
    let coordinates (q: Product<Particles, Particles>) = (q :> IState<_>).Coordinates
    Array.map2 (-) (coordinates path.Final) (coordinates start)

let private dot a b =
    Array.fold2 (fun s a b -> s + a * b) 0.0 a b

let private theta = [| 1.0; -0.5 |]
let private psi = [| 0.25; 0.75 |]
let private radial v = dot (Array.append theta psi) v

// Rounding of the steps, and of what cancels.
let private near (expected: float) (actual: float) (v: float[]) =
    Assert.True(abs (expected - actual) <= 1e-14 * (1.0 + Array.sumBy abs v), $"{actual} is not {expected}")

let private losses =
    DiracLoss.forms
    |> List.filter (fun form -> not (form.Shape.Contains ':'))
    |> List.map (fun form -> DiracLoss.parse form.Shape)

[<Fact>]
let ``every zero-sum loss turns the point and moves it`` () =
    Assert.True(losses.Length >= 15)

    for loss in losses do
        let v = velocity theta psi (Game.dirac loss 0.0)
        near 0.0 (radial v) v
        let s = loss.Slope(dot theta psi)
        near (s * psi[0]) v[0] v
        near (-s * theta[1]) v[3] v

[<Fact>]
let ``the R1 penalty pulls the radius in at the rate gamma |psi|^2`` () =
    for loss in losses do
        let v = velocity theta psi (Game.dirac loss 0.5)
        near (-0.5 * dot psi psi) (radial v) v

[<Fact>]
let ``the non-saturating loss against cross-entropy changes the radius`` () =
    let v =
        velocity theta psi (Game.diracAgainst ClassificationLoss.crossEntropy GeneratorLoss.nonSaturating 0.0)

    let u = dot theta psi
    let sigmoid u = 1.0 / (1.0 + exp -u)
    near (u * (sigmoid -u - sigmoid u)) (radial v) v

[<Fact>]
let ``vanilla is the zero-sum loss of cross-entropy`` () =
    let v = velocity theta psi (Game.dirac GeneratorLoss.vanilla 0.25)
    let w = velocity theta psi (Game.dirac (DiracLoss.parse "cross-entropy") 0.25)

    let against =
        velocity theta psi (Game.diracAgainst ClassificationLoss.crossEntropy GeneratorLoss.vanilla 0.25)

    for k in 0..3 do
        near v[k] w[k] v
        near v[k] against[k] v

[<Fact>]
let ``the Dirac-GAN is the GAN of a linear discriminator and one data point at 0`` () =
    let linear =
        Network.create "linear" 2 1 [ Parameter.normal "psi" [| 2; 1 |] 1.0 ] (fun parameter x ->
            Tensor.dot x (parameter "psi"))

    let options =
        { DiscriminatorOptions.standard linear with
            Penalties = [ CriticPenalty.r1 0.25 ]
        }

    let gan =
        Game.gan
            options
            GeneratorLoss.nonSaturating
            Metric.wasserstein
            (Integrator.euler 0.1)
            (Particles.point [| 0.0; 0.0 |])

    let v = velocity theta psi gan

    let w =
        velocity theta psi (Game.diracAgainst ClassificationLoss.crossEntropy GeneratorLoss.nonSaturating 0.25)

    for k in 0..3 do
        near w[k] v[k] w

[<Fact>]
let ``bad input is refused in a sentence`` () =
    let refusal (action: unit -> unit) =
        Assert.ThrowsAny<ArgumentException>(action).Message

    Assert.Contains("gamma", refusal (fun () -> Game.dirac GeneratorLoss.logit -1.0 |> ignore))
    Assert.Contains("did you mean", refusal (fun () -> DiracLoss.parse "vanila" |> ignore))

    Assert.Contains(
        "entries",
        refusal (fun () -> velocity theta [| 1.0 |] (Game.dirac GeneratorLoss.logit 0.0) |> ignore)
    )
