namespace GanFlowTheory.Core.Tests

open System
open Xunit
open GanFlowTheory.Core
open Testing

/// Names of optimisers and the expressions that they are read from.
module OptimiserExpressionTests =

    [<Fact>]
    let ``names parse back`` () =
        let schedules =
            [
                Schedule.Constant
                Schedule.Linear 10
                Schedule.Cosine 1000
                Schedule.Halving 3
                Schedule.InverseRoot 7
            ]

        let extremes =
            [
                Optimiser.adam 1e-3
                Optimiser.adamWith (1.0 / 3.0) 0.5 0.9 1e-8
                Optimiser.adamWith 5e-324 0.0 0.999999999 1e300
                Optimiser.rmsProp 1e22 0.99 1e-8
                Optimiser.rmsProp 0.1 0.0 1e-6
            ]

        for optimiser in OptimiserTests.rules @ extremes do
            for schedule in schedules do
                for optimiser in
                    [
                        Optimiser.scheduled schedule optimiser
                        optimiser |> Optimiser.scheduled schedule |> Optimiser.clipped 0.1
                    ] do
                    let name = Optimiser.name optimiser
                    Assert.Equal(optimiser, Optimiser.parse name)
                    Assert.Equal(name, (Integrator.parse name).Name)

    [<Fact>]
    let ``expressions`` () =
        Assert.Equal(Optimiser.gradientDescent 0.1, Optimiser.parse " gd : 0.1 ")
        Assert.Equal(Optimiser.heavyBall 0.1 0.9, Optimiser.parse "heavy-ball:0.1")
        Assert.Equal(Optimiser.nesterov 0.1 0.9, Optimiser.parse "nesterov:0.1")
        Assert.Equal(Optimiser.adamWith 1e-3 0.9 0.999 1e-8, Optimiser.parse "adam:1e-3")
        Assert.Equal(Optimiser.rmsProp 0.1 0.99 1e-8, Optimiser.parse "rmsprop:0.1")

        Assert.Equal(
            Optimiser.nesterov 0.01 0.5
            |> Optimiser.scheduled (Schedule.Cosine 1000)
            |> Optimiser.clipped 1.0,
            Optimiser.parse "nesterov:0.01,0.5@clip:1@cosine:1000"
        )

        Assert.Contains("optimised", string (Integrator.parse "adam:0.1").Control, StringComparison.OrdinalIgnoreCase)

    [<Theory>]
    [<InlineData("adm:0.1", "adam")>]
    [<InlineData("adam", "adam:RATE[,BETA1,BETA2[,EPSILON]]")>]
    [<InlineData("adam:0.1,0.9", "adam:RATE[,BETA1,BETA2[,EPSILON]]")>]
    [<InlineData("gd:0.1,0.2", "gd:RATE")>]
    [<InlineData("gd:x", "'x'")>]
    [<InlineData("gd:-1", "'-1'")>]
    [<InlineData("gd:nan", "'nan'")>]
    [<InlineData("gd:0", "rate must be positive")>]
    [<InlineData("heavy-ball:0.1,1", "beta must lie in [0, 1), but is 1")>]
    [<InlineData("adam:0.1,0.9,1", "beta2 must lie in [0, 1), but is 1")>]
    [<InlineData("adam:0.1,0.9,0.9,0", "epsilon must be positive")>]
    [<InlineData("rmsprop:0.1,2", "decay must lie in [0, 1), but is 2")>]
    [<InlineData("gd:0.1@cosin:10", "cosine")>]
    [<InlineData("gd:0.1@cosine", "cosine:STEPS")>]
    [<InlineData("gd:0.1@cosine:0", "at least 1")>]
    [<InlineData("gd:0.1@clip:0", "norm must be positive")>]
    [<InlineData("gd:0.1@clip:1@clip:2", "one clip and one box at most")>]
    [<InlineData("gd:0.1@linear:1@linear:2", "one schedule, one clip and one box at most")>]
    [<InlineData("gd:0.1@box:1@box:2", "one schedule, one clip and one box at most")>]
    [<InlineData("gd:0.1@box:0", "c must be positive")>]
    let ``a wrong expression is named`` (expression: string, part: string) =
        Assert.Contains(part, argumentError (fun () -> Optimiser.parse expression))
