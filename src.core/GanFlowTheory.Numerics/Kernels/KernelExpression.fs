namespace GanFlowTheory.Core

open System
open System.Globalization

/// A kernel expression that has been read; bandwidths given as 'median' are still open.
[<RequireQualifiedAccess; NoComparison; NoEquality>]
type internal KernelSyntax =
    | Closed of Kernel
    /// A bandwidth left to the median heuristic: the kernel's name and its maker.
    | Median of name: string * make: (float -> Kernel)
    | Scaled of float * KernelSyntax
    | Sum of KernelSyntax * KernelSyntax

/// <summary>A kernel expression that has been read and found correct; bandwidths given as <c>median</c> are
/// open.</summary>
[<Sealed>]
type ParsedKernel internal (text: string, syntax: KernelSyntax) =

    let rec hasMedian syntax =
        match syntax with
        | KernelSyntax.Closed _ -> false
        | KernelSyntax.Median _ -> true
        | KernelSyntax.Scaled(_, inner) -> hasMedian inner
        | KernelSyntax.Sum(a, b) -> hasMedian a || hasMedian b

    member internal _.Syntax = syntax

    /// The text as it was given.
    member _.Text = text

    /// Whether the median heuristic has to choose a bandwidth, so that a sample is needed.
    member _.NeedsSample = hasMedian syntax

    /// The text as it was given.
    override _.ToString() = text

/// <summary>A kernel made from an expression, and what the median heuristic chose on the way.</summary>
[<NoComparison; NoEquality>]
type ResolvedKernel =
    {
        /// The kernel; its name shows the chosen bandwidths as numbers.
        Kernel: Kernel
        /// For each part with an open bandwidth, in the order of the text: the part, such as gaussian:median, and the
        /// bandwidth chosen, in the units of the points.
        Chosen: (string * float) list
    }

/// <summary>Kernels from text: <c>gaussian:1</c>, <c>0.1*dot</c>, <c>rq:0.1 + 2*(rq:1 + laplace:median)</c>.</summary>
/// <remarks>
/// A sum of terms joined by +; a term is a kernel, a sum in parentheses, or a non-negative number, * and a term.
/// Kernels: gaussian:s, laplace:s, rq:a, imq:c,b, matern32:s, matern52:s, distance, distance-from:z1,z2,.. (the base
/// point), dot, poly3 (any degree: poly1, poly2, ..), and the mixtures rq-paper, rq-code, rq-code*, rbf-mix. The
/// bandwidth s of gaussian, laplace, matern32 and matern52 may be the word median. Blanks may stand between the parts.
/// The name of every kernel of the library is an expression that makes the same kernel again.
/// </remarks>
[<AutoOpen>]
module KernelExpressions =

    /// Kernels.
    [<RequireQualifiedAccess>]
    module Kernel =

        let private known =
            [
                "gaussian"
                "laplace"
                "rq"
                "imq"
                "matern32"
                "matern52"
                "distance"
                "distance-from"
                "dot"
                "poly3"
                "rq-paper"
                "rq-code"
                "rq-code*"
                "rbf-mix"
            ]

        // Deeper nesting is no expression that a person writes, and each level costs a frame of the call stack.
        let private deepest = 200

        /// Raises the one sentence for a fault at the given index of the text.
        let private fault (text: string) (index: int) (sentence: string) : 'a =
            Guard.fail "text" $"kernel expression '{text}', position {index + 1}: {sentence}."

        let private number (word: string) : float option =
            let readable =
                word <> ""
                && word |> Seq.forall (fun c -> Char.IsAsciiDigit c || "+-.eE".Contains c)

            match Double.TryParse(word, NumberStyles.Float, CultureInfo.InvariantCulture) with
            | true, value when readable -> Some value
            | _ -> None

        /// Recursive descent over one text.
        type private Reader(text: string) =
            let mutable at = 0

            let fail index sentence = fault text index sentence

            let skipBlanks () =
                while at < text.Length && Char.IsWhiteSpace text[at] do
                    at <- at + 1

            let peek () =
                skipBlanks ()
                if at < text.Length then Some text[at] else None

            let takeWhile (accepts: int -> bool) =
                let first = at

                while at < text.Length && accepts at do
                    at <- at + 1

                text.Substring(first, at - first)

            /// A parameter: everything up to a separator. A sign belongs to it at its start and in an exponent.
            let word () =
                skipBlanks ()
                let first = at

                let exponentBefore index =
                    index - 2 >= first
                    && (text[index - 1] = 'e' || text[index - 1] = 'E')
                    && (Char.IsAsciiDigit text[index - 2] || text[index - 2] = '.')

                takeWhile (fun index ->
                    match text[index] with
                    | ','
                    | '*'
                    | '('
                    | ')' -> false
                    | '+' -> index = first || exponentBefore index
                    | c -> not (Char.IsWhiteSpace c))

            let finiteNumber index what (word: string) =
                match number word with
                | Some value when Double.IsFinite value -> value
                | Some _ -> fail index $"{what} must be finite, but is '{word}'"
                | None when word = "" -> fail index $"{what} is missing"
                | None -> fail index $"{what} must be a number, but is '{word}'"

            let positive index what word =
                let value = finiteNumber index what word

                if value > 0.0 then
                    value
                else
                    fail index $"{what} must be positive, but is {value}"

            /// The parameters after a colon with their positions; None without a colon.
            let parameters () =
                if peek () <> Some ':' then
                    None
                else
                    at <- at + 1

                    let rec rest read =
                        skipBlanks ()
                        let read = (at, word ()) :: read

                        if peek () = Some ',' then
                            at <- at + 1
                            rest read
                        else
                            List.rev read

                    Some(rest [])

            let bare index name kernel =
                match parameters () with
                | None -> KernelSyntax.Closed kernel
                | Some _ -> fail index $"{name} takes no parameter"

            let expecting index (name: string) (names: string list) =
                let count = names.Length
                let plural = if count = 1 then "" else "s"
                let shown = String.Join(",", names)
                let expected = $"{name} takes {count} parameter{plural}, {name}:{shown}"

                match parameters () with
                | None -> fail index $"{expected}, but has none"
                | Some given when given.Length <> count -> fail index $"{expected}, but has {given.Length}"
                | Some given -> given

            let parameter index name letter =
                expecting index name [ letter ] |> List.exactlyOne

            let withBandwidth index name make =
                let place, word = parameter index name "s"

                if word = "median" then
                    KernelSyntax.Median(name, make)
                else
                    KernelSyntax.Closed(make (positive place $"the bandwidth of {name}" word))

            let named index name =
                match name with
                | "gaussian" -> withBandwidth index name Kernel.gaussian
                | "laplace" -> withBandwidth index name Kernel.laplace
                | "matern32" -> withBandwidth index name Kernel.matern32
                | "matern52" -> withBandwidth index name Kernel.matern52
                | "rq" ->
                    let place, word = parameter index name "a"
                    KernelSyntax.Closed(Kernel.rationalQuadratic (positive place "the exponent of rq" word))
                | "imq" ->
                    match expecting index name [ "c"; "b" ] with
                    | [ first, c; second, b ] ->
                        let c = positive first "the scale of imq" c
                        let b = positive second "the exponent of imq" b
                        KernelSyntax.Closed(Kernel.inverseMultiquadric c b)
                    | _ -> fail index "imq takes 2 parameters, imq:c,b"
                | "distance" -> bare index name Kernel.distance
                | "distance-from" ->
                    match parameters () with
                    | None -> fail index "distance-from takes the base point, distance-from:z1,z2,.., but has none"
                    | Some given ->
                        given
                        |> List.map (fun (place, word) -> finiteNumber place "a coordinate of the base point" word)
                        |> List.toArray
                        |> Kernel.distanceFrom
                        |> KernelSyntax.Closed
                | "dot" -> bare index name Kernel.dot
                | "rq-paper" -> bare index name Kernel.rqPaper
                | "rq-code" -> bare index name Kernel.rqCode
                | "rq-code*" -> bare index name Kernel.rqCodeStar
                | "rbf-mix" -> bare index name Kernel.rbfMix
                | _ when name.StartsWith("poly", StringComparison.Ordinal) && name.Length > 4 ->
                    match Int32.TryParse(name.AsSpan 4, NumberStyles.None, CultureInfo.InvariantCulture) with
                    | true, degree when degree >= 1 -> bare index name (Kernel.polynomial degree)
                    | _ ->
                        fail
                            index
                            $"the degree of poly must be a whole number of at least 1, but is '{name.Substring 4}'"
                | _ -> fail index (NearestName.unknown "kernel" name known)

            let name () =
                let letters =
                    takeWhile (fun index -> Char.IsAsciiLetterOrDigit text[index] || text[index] = '-')

                if letters = "rq-code" && at < text.Length && text[at] = '*' then
                    at <- at + 1
                    "rq-code*"
                else
                    letters

            let rec sum depth =
                let mutable total = product depth

                while peek () = Some '+' do
                    at <- at + 1
                    total <- KernelSyntax.Sum(total, product depth)

                total

            and product depth =
                if depth > deepest then
                    fail at $"parentheses and factors are nested deeper than {deepest}"

                match peek () with
                | None when at = 0 || text.AsSpan(0, at).IsWhiteSpace() ->
                    fail at "a kernel was expected, but it is empty"
                | None -> fail at "a kernel was expected, but the expression ends here"
                | Some '(' ->
                    let opening = at
                    at <- at + 1
                    let inner = sum (depth + 1)

                    match peek () with
                    | Some ')' ->
                        at <- at + 1
                        inner
                    | Some c -> fail at $"')' or '+' was expected, but '{c}' was found"
                    | None -> fail opening "this parenthesis is never closed"
                | Some c when Char.IsAsciiDigit c || c = '.' || c = '-' ->
                    let place = at
                    let factor = finiteNumber place "a factor" (word ())

                    if factor < 0.0 then
                        fail place $"a factor must be non-negative, but is {factor}"

                    match peek () with
                    | Some '*' ->
                        at <- at + 1
                        KernelSyntax.Scaled(factor, product (depth + 1))
                    | _ -> fail place $"the factor {factor} must be followed by * and a kernel"
                | Some c when Char.IsAsciiLetter c ->
                    let place = at
                    named place (name ())
                | Some c -> fail at $"a kernel was expected, but '{c}' was found"

            member _.Read() =
                let syntax = sum 0

                match peek () with
                | None -> syntax
                | Some ')' -> fail at "this parenthesis was never opened"
                | Some '*' -> fail at "a factor stands before its kernel, as in 0.1*dot, and kernels are not multiplied"
                | Some '-' ->
                    fail at "kernels are added, never subtracted: a difference need not be positive semidefinite"
                | Some c -> fail at $"'+' or the end was expected, but '{c}' was found"

        /// Reads a kernel expression; an argument error names the first fault and its position, counted from 1.
        let read (text: string) : ParsedKernel = ParsedKernel(text, Reader(text).Read())

        /// Makes the kernel, with the median heuristic of the sample for every bandwidth given as median; the sample is
        /// called for at most once, and only if needed. An argument error is thrown where it is needed and missing.
        let resolve (parsed: ParsedKernel) (sample: (unit -> Points) option) : ResolvedKernel =
            let median =
                lazy
                    (match sample with
                     | Some points -> Bandwidth.median (points ())
                     | None ->
                         Guard.fail
                             "sample"
                             $"kernel expression '{parsed.Text}' asks for the median heuristic, \
                               but there is no sample to take it on.")

            let rec make syntax =
                match syntax with
                | KernelSyntax.Closed kernel -> kernel, []
                | KernelSyntax.Median(name, make) -> make median.Value, [ $"{name}:median", median.Value ]
                | KernelSyntax.Scaled(factor, inner) ->
                    let kernel, chosen = make inner
                    Kernel.scale factor kernel, chosen
                | KernelSyntax.Sum(a, b) ->
                    let first, firstChosen = make a
                    let second, secondChosen = make b
                    Kernel.add first second, firstChosen @ secondChosen

            let kernel, chosen = make parsed.Syntax
            { Kernel = kernel; Chosen = chosen }

        /// The kernel of an expression, without open bandwidths.
        let parse (text: string) : Kernel = (resolve (read text) None).Kernel
