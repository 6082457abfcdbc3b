module GanFlowTheory.Core.Tests.Estimators.ClassifierTests

open System
open System.IO
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Core.Tests.Testing
open Xunit

// Two classes on the line, apart at 3; no point at 0, where every unit that starts without a bias has its kink.
let private apart: Labelled =
    {
        Points = Points.ofValues [| for i in 0..59 -> 0.05 + 0.1 * float i |]
        Labels = [| for i in 0..59 -> if i < 30 then 0 else 1 |]
    }

let private options =
    { ClassifierOptions.digits with
        Hidden = [ 8; 4 ]
        Unit = 2.0
        Optimiser = Optimiser.adam 0.02
        Batch = 20
        Epochs = 60
    }

[<Fact>]
let ``a classifier learns two classes on the line`` () =
    let c = Classifier.train options apart
    Assert.True(Classifier.accuracy c apart > 0.96)
    Assert.Equal<int list>([ 1; 8; 4; 2 ], c.Sizes)
    Assert.Equal("classifier 1-8-4-2", c.ToString())
    // The same seed, the same bits; another seed, others.
    Assert.Equal<float[]>(c.Parameters, (Classifier.train options apart).Parameters)
    let other = Classifier.train { options with Seed = Seed.create 1 } apart
    Assert.NotEqual<float[]>(c.Parameters, other.Parameters)

[<Fact>]
let ``one batch of everything takes gradient steps on the cross-entropy`` () =
    // One step of gradient descent from the start: its length over the rate is the gradient, against differences of the loss.
    let rate = 1e-3

    let once =
        { options with
            Optimiser = Optimiser.gradientDescent rate
            Batch = 60
            Epochs = 1
        }

    let c = Classifier.train once apart
    let start = c.Network.Initial(Seed.split "start" once.Seed)
    let x = Points.scale 0.5 apart.Points

    let loss theta =
        let z = Network.evaluate c.Network theta x

        Seq.init 60 (fun i ->
            let row = z.Row i
            log (Array.sumBy exp row) - row[apart.Labels[i]])
        |> Seq.average

    for p in [ 0; 9; 20; start.Length - 1 ] do
        let at e =
            loss (Array.mapi (fun i v -> if i = p then v + e else v) start)

        let slope = (at 1e-5 - at -1e-5) / 2e-5
        // Second differences leave 1e-10 and kinks none here; rounding of the loss over the step 1e-11.
        Assert.Equal(slope, (start[p] - c.Parameters[p]) / rate, 1e-7)

[<Fact>]
let ``features are the last hidden layer`` () =
    let c = Classifier.train options apart
    let f = Classifier.features c apart.Points
    Assert.Equal((60, 4), (f.Count, f.Dimension))

    let last name =
        Network.values name c.Network c.Parameters

    let weight, bias = last "4/weight", last "4/bias"
    let scores = Classifier.scores c apart.Points

    for i in [ 0; 17; 59 ] do
        for k in 0..1 do
            let expected = bias[k] + Seq.sum (Seq.init 4 (fun j -> f[i, j] * weight[j * 2 + k]))
            close 1e-12 expected scores[i, k]

        Assert.All(f.Row i, fun v -> Assert.True(v >= 0.0))

[<Fact>]
let ``a classifier is the same from its file`` () =
    let c = Classifier.train options apart
    let path = Path.Combine(Path.GetTempPath(), $"classifier-{Guid.NewGuid()}.npz")

    try
        Classifier.save path c
        let read = Classifier.load path
        Assert.Equal<float[]>(c.Parameters, read.Parameters)
        Assert.Equal((c.Unit, c.Sizes), (read.Unit, read.Sizes))
        Network.saveParameters path c.Network c.Parameters

        let error =
            Assert.Throws<DataFormatException>(fun () -> Classifier.load path |> ignore)

        Assert.Contains("there is no vector 'sizes'", error.Message)
    finally
        File.Delete path

[<Fact>]
let ``bad options and labels are refused`` () =
    let refused change =
        argumentError (fun () -> Classifier.train (change options) apart)

    Assert.Contains("hidden must name at least one", refused (fun o -> { o with Hidden = [] }))
    Assert.Contains("unit must be positive", refused (fun o -> { o with Unit = 0.0 }))
    Assert.Contains("batch must be at most the number of points, 60", refused (fun o -> { o with Batch = 61 }))
    Assert.Contains("epochs must be at least 1", refused (fun o -> { o with Epochs = 0 }))

    let labelled labels =
        argumentError (fun () -> Classifier.train options { apart with Labels = labels })

    Assert.Contains("labels", labelled [| 1 |])
    Assert.Contains("at least two classes", labelled (Array.zeroCreate 60))
    Assert.Contains("labels must be at least 0", labelled [| for i in 0..59 -> i - 1 |])

[<Fact>]
let ``labels are the last column, and a split is by the seed`` () =
    let data =
        Labelled.ofLastColumn (Points.ofRows [ [ 0.5; 1.0; 3.0 ]; [ 2.5; 0.0; 0.0 ]; [ 7.0; 4.0; 1.0 ] ])

    Assert.Equal<int[]>([| 3; 0; 1 |], data.Labels)
    Assert.Equal<float[]>([| 2.5; 0.0 |], data.Points.Row 1)
    let struct (two, one) = Labelled.split (Seed.create 4) 2 data
    let both = Array.append two.Labels one.Labels
    Assert.Equal<int[]>([| 0; 1; 3 |], Array.sort both)
    Assert.Equal<int[]>(both, (Seed.permutation 3 (Seed.create 4) |> Array.map (fun i -> data.Labels[i])))
    Assert.Contains("below the number of points, 3", argumentError (fun () -> Labelled.split (Seed.create 4) 3 data))

    let column v =
        argumentError (fun () -> Labelled.ofLastColumn (Points.ofRows [ [ 1.0; v ] ]))

    Assert.Contains("row 1 has 0.5", column 0.5)
    Assert.Contains("row 1 has -1", column -1.0)
