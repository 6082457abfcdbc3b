// Trains the classifier of the digits on 1,000 images chosen by the seed 0 and writes it to data/digits-classifier.npz; the other 797 are
// held out. The same code on the same processor writes the same bytes.
//
//     dotnet build GanFlowTheory.sln -c Release
//     dotnet fsi build/digits.fsx            writes the file and prints the accuracies
//     dotnet fsi build/digits.fsx page.html  also writes the page of the five disturbances

#r "../src.csharp/GanFlowTheory.Cli/bin/Release/net10.0/MathNet.Numerics.dll"
#r "../src.csharp/GanFlowTheory.Cli/bin/Release/net10.0/GanFlowTheory.Numerics.dll"
#r "../src.csharp/GanFlowTheory.Cli/bin/Release/net10.0/GanFlowTheory.Core.dll"
#r "../src.csharp/GanFlowTheory.Cli/bin/Release/net10.0/GanFlowTheory.Reports.dll"

open System.IO
open GanFlowTheory.Core

let data name =
    Path.Combine(__SOURCE_DIRECTORY__, "..", "data", name)

let struct (training, reference) =
    Points.read (data "digits.csv.gz")
    |> Labelled.ofLastColumn
    |> Labelled.split (Seed.create 0) 1000

let classifier = Classifier.train ClassifierOptions.digits training
Classifier.save (data "digits-classifier.npz") classifier
printfn $"accuracy on the 1,000: {Classifier.accuracy classifier training:P1}"
printfn $"accuracy on the 797 held out: {Classifier.accuracy classifier reference:P1}"

match fsi.CommandLineArgs with
| [| _; page |] ->
    DisturbanceStudy.run DisturbanceSettings.digits classifier training reference
    |> DisturbancePage.write page
| _ -> ()
