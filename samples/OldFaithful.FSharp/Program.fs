// Flows particles to the eruptions of the Old Faithful geyser, makes a functional and checks its laws, and plays a
// game. Run it from the root of the repository:
// dotnet run --project samples/OldFaithful.FSharp -c Release
// The regions between "README: begin" and "README: end" are the F# code of the README.
module OldFaithful.Program

// README: begin
open GanFlowTheory.Core

// Minutes of an eruption and minutes until the next one differ tenfold: one bandwidth fits both in standard units.
let data = Points.readCsv "data/old-faithful.csv"
let units = Units.standardising data

let target = Units.into units data |> Empirical.ofPoints
let start = Seed.create 0 |> Seed.gaussian 1000 2 |> Particles.ofPoints

let flow =
    Flow.descend (Functional.mmd (Kernel.gaussian 1.0) target)
    |> Flow.seenBy Critic.exact
    |> Flow.inMetric Metric.wasserstein
    |> Flow.steppedBy (Integrator.rungeKutta4 0.1)

let path = flow |> Flow.from start |> Flow.until 10.0

let functionalAt (step: StepRecord) = step.Diagnostics.Functional.Value
printfn $"1/2 MMD^2 from {functionalAt path.Steps[0]:G4} to {functionalAt (Array.last path.Steps):G4}."
printfn $"{Outcome.sentence path.Outcome}"
// README: end

// README: begin
open GanFlowTheory.Laws

// F(q) = 1/2 E |X - m|^2 with the mean m of q. The term from the change of m vanishes, so dF/dq is 1/2 |x - m|^2.
let halfVariance () : Functional<'q> when 'q :> IMeasure =
    Functional.create
        "1/2 variance"
        (fun q ->
            let covariance = Measure.covariance q
            0.5 * Seq.sum (Seq.init q.Nodes.Dimension (fun k -> covariance[k, k])))
        (fun q ->
            let mean = Measure.mean q
            let gradient (x: float[]) = Array.map2 (-) x mean

            let value x =
                0.5 * Array.sumBy (fun v -> v * v) (gradient x)

            Potential.ofPointwise value gradient)

Laws.functional (halfVariance ()) |> Law.check
// README: end

printfn "The laws of 1/2 variance hold."

// Its Wasserstein flow is dx/dt = -(x - m): the functional falls by exp(-2t), and RK4 with step 0.1 follows to 1e-5.
let contracted =
    Flow.descend (halfVariance ())
    |> Flow.steppedBy (Integrator.rungeKutta4 0.1)
    |> Flow.from start
    |> Flow.until 1.0

let factor =
    functionalAt (Array.last contracted.Steps) / functionalAt contracted.Steps[0]

printfn $"In time 1 its flow takes it to {factor:G4} of its start; exp(-2) is {exp -2.0:G4}."

// README: begin
// x lowers E x y and y raises it, each given where the other is: their flow turns on a circle for ever.
let along (slope: float) : Functional<Particles> =
    Functional.potential "slope" (Potential.ofPointwise (fun z -> slope * z[0]) (fun _ -> [| slope |]))

let mean (q: Particles) = (Measure.mean q)[0]

let game =
    Game.create
        (Player.ofFunctional "x" (fun (y: Particles) -> along (mean y)) Metric.wasserstein)
        (Player.ofFunctional "y" (fun (x: Particles) -> along -(mean x)) Metric.wasserstein)

let both = Product.create (Particles.point [| 1.0 |]) (Particles.point [| 0.0 |])

for scheme in [ "simultaneous:0.1"; "alternating:0.1"; "midpoint:0.1"; "joint:0.1" ] do
    let played = game |> Game.from both (GameScheme.parse scheme) |> Flow.until 10.0
    let radius = sqrt (mean played.Final.First ** 2.0 + mean played.Final.Second ** 2.0)
    printfn $"{scheme} takes the radius from 1 to {radius:F3}."
// README: end

// README: begin
// Digits that a classifier has not seen, against others of them, as they are and blurred, in its last hidden layer.
let struct (_, unseen) =
    Points.read "data/digits.csv.gz"
    |> Labelled.ofLastColumn
    |> Labelled.split (Seed.create 0) 1000

let struct (images, reference) = unseen |> Labelled.split (Seed.create 1) 400
let classifier = Classifier.load "data/digits-classifier.npz"

for strength in [ 0.0; 0.4 ] do
    let blurred =
        Disturbance.blur.Apply
            { DisturbanceSettings.digits with
                Count = 200
            }
            strength
            images

    let x = Classifier.features classifier reference.Points
    let y = Classifier.features classifier blurred
    let kid = Kid.full Kernel.poly3 (Rows.ofPoints x) (Rows.ofPoints y)

    let test =
        TwoSampleTest.permutation PermutationOptions.standard SplitEstimator.Unbiased Kernel.poly3 x y

    printfn $"Blurred by {strength}, KID is {kid.Estimate.Value:G3}. {TwoSampleTest.sentence test}"
// README: end

// A slip, the factor 1/2 forgotten in the value: the laws find it, and show the simplest case that they meet.
let slip: Functional<IMeasure> =
    { halfVariance () with
        Name = "variance, first variation of half of it"
        Value = fun q -> 2.0 * (halfVariance ()).Value q
    }

try
    Laws.functional slip |> Law.check
    failwith "A functional with the wrong first variation passed its laws."
with LawFalsified falsification ->
    printfn $"{(LawFalsified falsification).Message}"
