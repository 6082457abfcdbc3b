module GanFlowTheory.Core.Tests.Studies.DisturbanceTests

open System
open GanFlowTheory.Core
open GanFlowTheory.Core.Tests
open GanFlowTheory.Core.Tests.Testing
open Xunit

let private digits =
    lazy
        (Points.read (dataFile "digits.csv.gz")
         |> Labelled.ofLastColumn
         |> Labelled.split (Seed.create 0) 1000)

let private classifier = lazy Classifier.load (dataFile "digits-classifier.npz")

// Run once for all tests that look at it.
let private study =
    lazy
        (let struct (training, reference) = digits.Value
         DisturbanceStudy.run DisturbanceSettings.digits classifier.Value training reference)

[<Fact>]
let ``the shipped classifier tells 97.5 percent of the digits that it has not seen`` () =
    let struct (training, reference) = digits.Value
    Assert.Equal((1000, 797), (training.Labels.Length, reference.Labels.Length))
    Assert.Equal<int list>([ 64; 64; 32; 10 ], classifier.Value.Sizes)
    Assert.Equal(777.0 / 797.0, Classifier.accuracy classifier.Value reference, 1e-12)
    Assert.True(Classifier.accuracy classifier.Value training > 0.99)

[<Fact>]
let ``training again makes the shipped classifier`` () =
    let struct (training, reference) = digits.Value
    let again = Classifier.train ClassifierOptions.digits training
    // Other vector widths sum in another order, which training enlarges; the classes agree all but everywhere.
    let agree =
        Array.fold2
            (fun hits a b -> if a = b then hits + 1 else hits)
            0
            (Classifier.classify again reference.Points)
            (Classifier.classify classifier.Value reference.Points)

    Assert.True(agree >= 780, $"{agree} of 797 agree")

[<Fact>]
let ``KID and FID grow with every disturbance`` () =
    Assert.Equal(5, study.Value.Courses.Length)
    Assert.Equal((32, 797), (study.Value.Features, study.Value.Reference))
    Assert.Equal(777.0 / 797.0, study.Value.Accuracy, 1e-12)

    for course in study.Value.Courses do
        let grow (value: DisturbanceReading -> float) =
            for a, b in Array.pairwise course.Readings do
                Assert.True(value a < value b, $"{course.Name}: {value a} at {a.Strength}, {value b} at {b.Strength}")

        grow _.Kid.Value
        grow _.Fid.Value
        let first, last = course.Readings[0], Array.last course.Readings
        Assert.True(last.Kid.Value > 4.0 * Option.get last.Kid.StandardError)
        Assert.Equal((400, None), (first.Fid.M, first.Fid.Warning))

// Two random parts of the images that the classifier has not seen are exchangeable, and so are their features: whatever their law,
// P(p <= 0.01) <= 0.01, a false alarm for one seed in a hundred or fewer. The seed is fixed.
[<Fact>]
let ``a permutation test takes undisturbed images for those of one law, and fully disturbed ones not`` () =
    let struct (_, unseen) = digits.Value
    let struct (images, reference) = Labelled.split (Seed.create 1) 400 unseen

    let settings =
        { DisturbanceSettings.digits with
            Count = 150
        }

    let features = Classifier.features classifier.Value
    let target = features reference.Points

    let options =
        { PermutationOptions.standard with
            Level = 0.01
            Permutations = 999
        }

    let test (disturbance: Disturbance) strength =
        disturbance.Apply settings strength images
        |> features
        |> TwoSampleTest.permutation options SplitEstimator.Unbiased Kernel.poly3 target

    // Strength 0 is the same of all.
    let undisturbed = test Disturbance.blur 0.0
    Assert.False(undisturbed.IsRejected, $"p = {undisturbed.P}")

    for disturbance in Disturbance.all do
        let disturbed = test disturbance 1.0
        Assert.True(disturbed.IsRejected, $"{disturbance.Name}: p = {disturbed.P}")

[<Fact>]
let ``noise costs precision, and lost variety recall`` () =
    let at name =
        (study.Value.Courses |> Array.find (fun c -> c.Name = name)).Readings
        |> Array.last

    Assert.True((at "gaussian noise").Coverage.Precision < 0.5)
    Assert.True((at "salt and pepper").Coverage.Precision < 0.5)
    Assert.True((at "missing digits").Coverage.Precision > 0.9)
    Assert.True((at "missing digits").Coverage.Recall < 0.6)
    Assert.True((at "near-duplicates").Coverage.Coverage < 0.02)

let private images: Labelled =
    {
        Points = Points.init 40 12 (fun i k -> float ((i * 7 + k * 5) % 17))
        Labels = Array.init 40 (fun i -> i % 4)
    }

let private small =
    { DisturbanceSettings.digits with
        Height = 3
        Width = 4
        Count = 20
    }

[<Fact>]
let ``strength 0 leaves images as they are`` () =
    for disturbance in Disturbance.all do
        let found = disturbance.Apply small 0.0 images
        Assert.Equal<float[][]>(Points.toRows images.Points |> Array.truncate 20, Points.toRows found)

[<Fact>]
let ``each disturbance does what it says`` () =
    let apply (d: Disturbance) s = d.Apply small s images
    let pixels (p: Points) = p |> Points.toRows |> Array.concat
    Assert.All(pixels (apply Disturbance.gaussianNoise 1.0), fun v -> Assert.InRange(v, 0.0, 16.0))

    let changed =
        Array.map2 (<>) (pixels (apply Disturbance.saltAndPepper 0.5)) (pixels (apply Disturbance.blur 0.0))
    // A quarter of 240 pixels is hit, some of which have the extreme value already.
    Assert.InRange(changed |> Array.filter id |> Array.length, 35, 80)
    let missing = apply Disturbance.missingClasses 1.0

    let kept =
        [
            for i in 0..39 do
                if i % 4 < 2 then
                    images.Points.Row i
        ]

    Assert.Equal<float[][]>(Array.ofList kept, Points.toRows missing)
    // 20^(1/2) = 4.5 images, the others within five deviations of them.
    let near = apply Disturbance.nearDuplicates 0.5
    let distinct = 4

    for i in 0..19 do
        for k in 0..11 do
            Assert.InRange(abs (near[i, k] - images.Points[i % distinct, k]), 0.0, (if i < distinct then 0.0 else 0.8))

    // A constant image has no edges to blur, and any blur keeps pixels between the least and the greatest.
    let flat =
        { images with
            Points = Points.init 40 12 (fun _ _ -> 3.0)
        }

    Assert.All(pixels (Disturbance.blur.Apply small 1.0 flat), fun v -> Assert.Equal(3.0, v, 1e-12))

    let point =
        { images with
            Points = Points.init 40 12 (fun _ k -> if k = 5 then 1.0 else 0.0)
        }

    let blurred = (Disturbance.blur.Apply small 0.5 point).Row 0
    Assert.Equal(Array.max blurred, blurred[5])
    // The same weights to the left and to the right of the middle row's second pixel.
    Assert.Equal(blurred[1], blurred[9], 1e-12)

[<Fact>]
let ``a study with what does not fit is refused`` () =
    let c = classifier.Value
    let struct (training, reference) = digits.Value

    let refused change =
        argumentError (fun () -> DisturbanceStudy.run (change DisturbanceSettings.digits) c training reference)

    Assert.Contains("strengths must rise", refused (fun s -> { s with Strengths = [ 0.5; 0.2 ] }))
    Assert.Contains("[0, 1]", refused (fun s -> { s with Strengths = [ 1.5 ] }))
    Assert.Contains("count must be at most the number of images, 1000", refused (fun s -> { s with Count = 1001 }))
    Assert.Contains("of the classes that are left", refused (fun s -> { s with Count = 900 }))
    Assert.Contains("high must be above low", refused (fun s -> { s with High = 0.0 }))
    Assert.Contains("images", refused (fun s -> { s with Width = 9 }))
