namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core

/// The tables of forms.
module FormsTests =

    let private named
        axis
        (forms: Form<'a> list)
        (text: Form<'a> -> string)
        (parse: string -> 'b)
        (name: 'b -> string)
        =
        [
            for form in forms do
                [| axis; form.Shape; form.Description; text form; name (parse (text form)) |]
                |> Array.map box
                |> fun row -> row, (fun (again: string) -> name (parse again))
        ]

    let private all =
        let filled form = Spellings.filled form

        [
            yield! named "kernel" Kernel.forms filled Kernel.parse _.Name
            yield! named "integrator" Integrator.forms filled Integrator.parse _.Name
            yield! named "optimiser" Optimiser.forms filled Optimiser.parse Optimiser.name
            yield! named "schedule" Schedule.forms filled Schedule.parse string
            yield! named "rate schedule" RateSchedule.forms filled RateSchedule.parse RateSchedule.name
            yield! named "activation" Activation.forms filled Activation.parse Activation.name
            yield! named "network" Network.forms _.Shape Network.parse _.Name
            yield! named "f-divergence" FDivergence.forms filled FDivergence.parse _.Name
            yield! named "loss" GeneratorLoss.forms filled GeneratorLoss.parse _.Name
            yield! named "classification loss" ClassificationLoss.forms filled ClassificationLoss.parse _.Name
            yield! named "loss of the Dirac-GAN" DiracLoss.forms filled DiracLoss.parse _.Name
            yield! named "target" Target.forms filled Target.parse _.Name
            yield! named "ratio estimator" RatioEstimator.forms filled (RatioEstimator.parse None) _.Name
        ]

    [<Fact>]
    let ``every form reads a text, and the name of what it makes makes it again`` () =
        for row, again in all do
            let name = string row[4]
            Assert.Equal(name, again name)
            // Only the form's name, blanks and defaults may differ.
            Assert.StartsWith((string row[3]).Split(':').[0], name)

    [<Fact>]
    let ``every form has a description, and no two of a table the same shape`` () =
        let rows = all |> List.map (fst >> Array.map string)
        Assert.All(rows, (fun row -> Assert.False(String.IsNullOrWhiteSpace row[2], $"{row[0]} {row[1]}")))
        Assert.Equal(rows.Length, rows |> List.distinctBy (fun row -> row[0], row[1]) |> List.length)

    [<Fact>]
    let ``blanks around the parts change nothing`` () =
        for row, again in all do
            let text = string row[3]

            if string row[0] <> "network" then
                Assert.Equal(string row[4], again (" " + text.Replace(":", " : ").Replace(",", " , ") + " "))

    [<Fact>]
    let ``estimators are read by their forms`` () =
        let x, y = Seed.gaussian 4 2 (Seed.create 1), Seed.gaussian 4 2 (Seed.create 2)

        for form in MmdEstimator.forms do
            let name = Spellings.filled form
            Assert.Equal(name, (MmdEstimator.parse $" {name} " (Kernel.gaussian 1.0) x y).Estimator)

    let private metric text : ParsedMetric<WeightedParticles> = Form.read "metric" Metric.forms text

    let private made text =
        ((metric text).Make(Kernel.gaussian 2.0)).Name

    [<Fact>]
    let ``metrics are read by their forms`` () =
        Assert.Equal("wasserstein", made " wasserstein ")
        Assert.Equal("stein:gaussian:2", made "stein:gaussian:median")
        Assert.Equal("sobolev-kernelized:gaussian:2,0.1", made "sobolev:0.1")
        Assert.Equal("imq:1,0.5", (metric "sobolev:0.1,imq:1,0.5").Kernel.Value.Text)
        Assert.Equal(None, (metric "sobolev:0.1").Kernel |> Option.map _.Text)
        Assert.Equal(Some "logit", (metric "monoflow:logit").Mobility |> Option.map _.Name)
        Assert.Equal((Metric.wassersteinFisherRao 1.0 0.5: Metric<WeightedParticles>).Name, made "wfr : 1 , 0.5")

        for form in Metric.forms<WeightedParticles> do
            Assert.NotEqual<string>("", made (Spellings.filled form))

    [<Theory>]
    [<InlineData("wasserstein", true, true)>]
    [<InlineData("monoflow:vanilla", false, false)>]
    [<InlineData("stein:laplace:1", true, false)>]
    [<InlineData("sobolev:0.1", false, false)>]
    [<InlineData("fisher-rao", false, false)>]
    [<InlineData("wfr:1,1", false, false)>]
    let ``a metric knows how it moves along log q`` (text: string, moves: bool, diffuses: bool) =
        let parsed = metric text
        Assert.Equal((moves, diffuses), (parsed.MovesAlongLogDensity, parsed.Diffuses))

    [<Theory>]
    [<InlineData("wassertein", "unknown metric 'wassertein'; did you mean 'wasserstein'?")>]
    [<InlineData("stein", "metric must have the form stein:EXPR, but is 'stein'.")>]
    [<InlineData("stein:gausian:1", "did you mean 'gaussian'?")>]
    [<InlineData("monoflow:vanila", "unknown loss 'vanila'; did you mean 'vanilla'?")>]
    [<InlineData("sobolev:0", "metric sobolev:LAMBDA[,EXPR] needs a positive number, but has '0'.")>]
    [<InlineData("wfr:1", "metric must have the form wfr:A,B, but is 'wfr:1'.")>]
    [<InlineData("wfr:1,-1", "metric wfr:A,B needs a non-negative number, but has '-1'.")>]
    let ``any other metric is one sentence`` (text: string, sentence: string) =
        Assert.Contains(sentence, Testing.argumentError (fun () -> metric text))

    [<Fact>]
    let ``functionals are read by their forms`` () =
        let target = Empirical.ofPoints (Seed.gaussian 5 2 (Seed.create 3)) :> IMeasure
        let kernel = Kernel.gaussian 1.0
        let mixture = GaussianMixture.standard 2

        let name text =
            match Form.read "functional" Functional.forms<Particles> text with
            | ParsedFunctional.OfPoints make -> (make target).Name
            | ParsedFunctional.OfKernel make -> (make kernel target).Name
            | ParsedFunctional.OfMixture make -> (make kernel mixture).Name

        Assert.Equal((Functional.mmd kernel target: Functional<Particles>).Name, name "mmd")
        Assert.Equal((Functional.energyDistance target: Functional<Particles>).Name, name " energy ")
        Assert.Equal((Functional.gaussianMmd [ 1.0, 1.0 ] mixture: Functional<Particles>).Name, name "mmd-closed")
        Assert.Contains("did you mean 'mmd'?", Testing.argumentError (fun () -> name "mmdd"))

    [<Fact>]
    let ``a ratio estimator takes the density of the target where it is given`` () =
        let density = Density.ofTarget (Target.parse "rings")
        Assert.Equal("gaussian", (RatioEstimator.parse None "gaussian").Name)
        Assert.Equal("gaussian to rings", (RatioEstimator.parse (Some density) "gaussian").Name)
