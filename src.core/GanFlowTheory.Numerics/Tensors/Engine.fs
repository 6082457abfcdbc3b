namespace GanFlowTheory.Core

open System
open System.Threading

/// <summary>What lies at a place, for an engine's own kind of buffer: the entries from Offset on, row-major.</summary>
[<Struct; NoComparison; NoEquality>]
type Operand<'buffer> =
    {
        /// The buffer.
        Buffer: 'buffer
        /// The first entry.
        Offset: int
        /// The extents.
        Shape: int[]
        /// The number of entries.
        Size: int
    }

/// <summary>The raw operations on an engine's own kind of buffer: all that a device has to offer. Derivative rules and
/// layouts are not its business.</summary>
type IEngine<'buffer> =

    /// Name shown in reports.
    abstract Name: string

    /// A buffer of float64 entries.
    abstract Allocate: entries: int -> 'buffer

    /// Writes all entries of an operand.
    abstract Write: values: ReadOnlySpan<float> * target: Operand<'buffer> -> unit

    /// Reads all entries of an operand.
    abstract Read: source: Operand<'buffer> * values: Span<float> -> unit

    /// Prepares one operation on operands at fixed places: what it returns carries the operation out, any number of
    /// times, on what lies there by then, and is expected to allocate nothing. The output may lie where an input of the
    /// same shape lies for elementwise operations only.
    abstract Prepare: operation: Operation * inputs: Operand<'buffer>[] * output: Operand<'buffer> -> Action

/// <summary>A compiled program: it computes fixed outputs from inputs of fixed shapes, over buffers that it owns, so
/// that running it again allocates nothing.</summary>
[<AbstractClass>]
type Program internal (inputs: int[][], outputs: int[][]) =

    let gate = Lock()

    /// Runs on entries that have been checked.
    abstract Execute: inputs: float[][] * outputs: float[][] -> unit

    static member private Check(name: string, shapes: int[][], values: float[][]) =
        Guard.sameLength name shapes.Length values.Length

        for at in 0 .. shapes.Length - 1 do
            if values[at].Length <> Shape.size shapes[at] then
                Guard.fail
                    name
                    $"{name}[{at}] must have the {Shape.size shapes[at]} entries of shape \
                      {Shape.sentence shapes[at]}, but has {values[at].Length}."

    /// The shapes of the inputs.
    member _.InputShapes = inputs |> Array.map Array.copy

    /// The shapes of the outputs.
    member _.OutputShapes = outputs |> Array.map Array.copy

    /// <summary>Runs on input entries and writes the output entries, all row-major, one array for each input and
    /// output; one run at a time.</summary>
    member this.Run(inputValues: float[][], outputValues: float[][]) : unit =
        Program.Check("inputs", inputs, inputValues)
        Program.Check("outputs", outputs, outputValues)
        let _scope = gate.EnterScope()

        try
            this.Execute(inputValues, outputValues)
        finally
            _scope.Dispose()

    /// The outputs, in new arrays, row-major.
    member this.Evaluate(inputValues: float[][]) : float[][] =
        let values = outputs |> Array.map (fun shape -> Array.zeroCreate (Shape.size shape))
        this.Run(inputValues, values)
        values

/// <summary>An engine: it compiles tensor expressions into programs.</summary>
[<Sealed>]
type Engine internal (name: string, compile: Plan -> Program) =

    /// Name shown in reports.
    member _.Name = name

    member internal _.Compile(plan: Plan) = compile plan

[<Sealed>]
type private EngineProgram<'buffer>(engine: IEngine<'buffer>, plan: Plan) =
    inherit Program(plan.Inputs |> Array.map _.Shape, plan.Outputs |> Array.map _.Shape)

    let buffers = plan.BufferSizes |> Array.map engine.Allocate

    let operand (place: Place) : Operand<'buffer> =
        {
            Buffer = buffers[place.Buffer]
            Offset = place.Offset
            Shape = place.Shape
            Size = Shape.size place.Shape
        }

    let inputs = plan.Inputs |> Array.map operand
    let outputs = plan.Outputs |> Array.map operand

    let steps =
        plan.Instructions
        |> Array.map (fun i -> engine.Prepare(i.Operation, Array.map operand i.Inputs, operand i.Output))

    do
        for place, values in plan.Constants do
            engine.Write(ReadOnlySpan values, operand place)

    override _.Execute(inputValues, outputValues) =
        for at in 0 .. inputs.Length - 1 do
            engine.Write(ReadOnlySpan inputValues[at], inputs[at])

        for step in steps do
            step.Invoke()

        for at in 0 .. outputs.Length - 1 do
            engine.Read(outputs[at], Span outputValues[at])

/// Making engines and compiling programs.
[<RequireQualifiedAccess>]
module Engine =

    /// An engine of one kind of buffer.
    let create (engine: IEngine<'buffer>) : Engine =
        Engine(engine.Name, (fun plan -> EngineProgram<'buffer>(engine, plan)))

    /// <summary>The program of the outputs from the inputs, each made by Tensor.input; an input that the outputs depend
    /// on and that is not among them is an argument error.</summary>
    let compile (engine: Engine) (inputs: Tensor list) (outputs: Tensor list) : Program =
        engine.Compile(Plan.create inputs outputs)
