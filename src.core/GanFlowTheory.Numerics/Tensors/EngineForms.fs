namespace GanFlowTheory.Core

open System
open System.IO
open GanFlowTheory.Core.Extending

/// <summary>What the assembly <c>GanFlowTheory.Torch</c> makes its engines by: its type <c>GanFlowTheory.Core.TorchProvider</c>,
/// which has a constructor without arguments.</summary>
type IEngineProvider =

    /// The engine for the words after the colon, none where there is no colon; an argument error says which word is wrong, an
    /// EngineUnavailableException why the engine cannot be had here.
    abstract Create: words: string list -> Engine

/// How engines are spelt.
[<AutoOpen>]
module EngineForms =

    // Found by name, so that nothing refers to it that does not use it. The trimmer reads the name, and keeps the type where
    // an application has its assembly.
    let private torch: Lazy<IEngineProvider> =
        lazy
            (try
                let provider =
                    Type.GetType("GanFlowTheory.Core.TorchProvider, GanFlowTheory.Torch", true)
                    |> nonNull

                Activator.CreateInstance provider |> unbox<IEngineProvider>
             with :? FileNotFoundException as error ->
                 raise (
                     EngineUnavailableException(
                         "the engine 'torch' is not in this build: it comes with the package GanFlowTheory.Torch, and with "
                         + "-p:Torch=cpu where this project is built.",
                         error
                     )
                 ))

    let private words (given: Specification) : string list =
        given.Arguments
        |> Option.map (fun text -> text.Split ',' |> Seq.map _.Trim() |> Seq.toList)
        |> Option.defaultValue []

    /// The engines.
    [<RequireQualifiedAccess>]
    module Engine =

        /// The ways to spell an engine.
        let forms: Form<Engine> list =
            [
                Form.plain "managed" "float64 on all cores, the default" Engine.managed
                Form.create "torch" "LibTorch through TorchSharp, float64 on the processor" (fun _ ->
                    torch.Value.Create [])
                Form.create
                    "torch:WORDS"
                    "the same with words separated by commas: cpu, cuda or cuda1, float64 or float32"
                    (fun given -> torch.Value.Create(words given))
            ]

        /// <summary>The engine of a text: <c>managed</c>, <c>torch</c>, <c>torch:float32</c>, <c>torch:cuda</c>,
        /// <c>torch:cuda1,float32</c>. A text that spells none is an argument error with the nearest name; an engine that
        /// cannot be had here is an <c>EngineUnavailableException</c> that says why.</summary>
        let parse (expression: string) : Engine = Form.read "engine" forms expression
