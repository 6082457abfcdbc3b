namespace GanFlowTheory.Torch.Tests

open Xunit
open GanFlowTheory.Core.Tests

/// What F# computes on an engine.
module private FromFSharp =
    open GanFlowTheory.Core

    let points (n: int) (seed: int) : Points = Seed.gaussian n 2 (Seed.create seed)

    let engine (spelling: string) : Engine = Engine.parse spelling

    let estimate (engine: Engine) (x: Points) (y: Points) : float[] =
        let kernel = Kernel.on (KernelSums.onEngine engine) Kernel.rqCodeStar
        let estimate = MmdEstimator.unbiased kernel x y
        [| estimate.Value; defaultArg estimate.StandardError 0.0 |]

    let tanh (engine: Engine) (given: float[]) : float[] =
        let t = Tensor.input "t" [| given.Length |]
        use program = Engine.compile engine [ t ] [ Tensor.tanh t ]
        Array.head (program.Evaluate [| given |])

/// The same through the facade.
module private FromCSharp =
    open GanFlowTheory

    let points (x: Core.Points) : Points =
        Points.OfRows(Core.Points.toRows x |> Seq.map Seq.ofArray)

    let engine (spelling: string) : Engine = Engine.Parse spelling

    let estimate (engine: Engine) (x: Points) (y: Points) : float[] =
        let sums = KernelSums.OnEngine engine
        Assert.Equal(engine.Name, (nonNull sums.Engine).Name)
        let estimate = MmdEstimator.Unbiased(Kernel.RqCodeStar.On sums, x, y)
        [| estimate.Value; estimate.StandardError.GetValueOrDefault() |]

    let tanh (engine: Engine) (given: float[]) : float[] =
        let t = Tensor.Input("t", given.Length)
        use program = engine.Compile([| t |], [| Tensor.Tanh t |])
        Array.head (program.Evaluate given)

/// Parity of the two languages on LibTorch.
type FacadeTests() =

    [<Theory; ClassData(typeof<EveryPrecision>)>]
    member _.``both languages compute the same bits on LibTorch``(engineName: string) =
        let spelling = TestEngines.spelling (TestEngines.named engineName).Precision
        let fs, cs = FromFSharp.engine spelling, FromCSharp.engine spelling
        Assert.Equal(fs.Name, cs.Name)
        Assert.Equal(string fs.Precision, string cs.Precision)
        Assert.True(cs.Equals(FromCSharp.engine spelling))
        let x, y = FromFSharp.points 20 1, FromFSharp.points 30 2

        Assert.Equal<int64[]>(
            Testing.bits (FromFSharp.estimate fs x y),
            Testing.bits (FromCSharp.estimate cs (FromCSharp.points x) (FromCSharp.points y))
        )

        let given = [| 0.1; -1.2; 2.3 |]
        Assert.Equal<int64[]>(Testing.bits (FromFSharp.tanh fs given), Testing.bits (FromCSharp.tanh cs given))

    [<Fact>]
    member _.``a C# user is told why an engine cannot be had``() =
        let error =
            Assert.ThrowsAny<System.InvalidOperationException>(fun () -> FromCSharp.engine "torch:cuda99" |> ignore)

        Assert.Contains("cuda99", error.Message)
