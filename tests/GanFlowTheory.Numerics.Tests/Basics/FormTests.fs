namespace GanFlowTheory.Core.Tests

open Xunit
open GanFlowTheory.Core
open Testing

/// Reading texts by a table of forms, and the one reader of numbers.
module FormTests =

    let private forms: Form<string> list =
        [
            Form.plain "rest" "nothing moves" "rest"
            Form.ofText "of:WORDS" "words" (fun words -> $"of {words}")
            Form.ofNumber "shift:C" "a shift" Numeral.anyFinite (fun c -> $"shift {c}")
            Form.ofNumber "blocks:SIZE" "blocks" (Numeral.wholeFrom 2) (fun size -> $"blocks {size}")
            Form.ofNumbers "sum:A[,B]" "a sum" Numeral.nonNegative (function
                | [ a ] -> Some $"sum {a}"
                | [ a; b ] -> Some $"sum {a} {b}"
                | _ -> None)
            Form.ofNumberAndText "solved:LAMBDA[,EXPR]" "solved" Numeral.positive (fun lambda text ->
                $"solved {lambda} {text}")
            Form.plain "lecam" "without" "lecam"
            Form.ofNumber "lecam:L" "with" Numeral.anyFinite (fun l -> $"lecam {l}")
        ]

    let private read text = Form.read "motion" forms text

    [<Theory>]
    [<InlineData("rest", "rest")>]
    [<InlineData(" rest\t", "rest")>]
    [<InlineData("of:a:b,c", "of a:b,c")>]
    [<InlineData(" of : a b ", "of a b")>]
    [<InlineData("shift:-1.5e1", "shift -15")>]
    [<InlineData("shift: +.5 ", "shift 0.5")>]
    [<InlineData("blocks:3", "blocks 3")>]
    [<InlineData("sum:0", "sum 0")>]
    [<InlineData("sum : 1 , 2 ", "sum 1 2")>]
    [<InlineData("solved:0.5", "solved 0.5 ")>]
    [<InlineData("solved: 0.5 , imq:1,2", "solved 0.5 Some( imq:1,2)")>]
    [<InlineData("lecam", "lecam")>]
    [<InlineData("lecam:0.3", "lecam 0.3")>]
    let ``a text is read by the form of its name and shape, whatever its blanks`` (text: string, expected: string) =
        Assert.Equal(expected, read text)
        Assert.Equal(Some expected, Form.tryRead "motion" forms text)

    [<Theory>]
    [<InlineData("rset",
                 "unknown motion 'rset'; did you mean 'rest'? known: rest, of, shift, blocks, sum, solved, lecam.")>]
    [<InlineData(" lecan : 1", "unknown motion 'lecan'; did you mean 'lecam'?")>]
    [<InlineData("", "unknown motion ''; known: rest,")>]
    [<InlineData(":1", "unknown motion ''; known: rest,")>]
    [<InlineData("rest:1", "motion must have the form rest, but is 'rest:1'.")>]
    [<InlineData("of", "motion must have the form of:WORDS, but is 'of'.")>]
    [<InlineData("of: ", "motion must have the form of:WORDS, but is 'of:'.")>]
    [<InlineData("shift:", "motion shift:C needs a finite number, but has ''.")>]
    [<InlineData("shift:x", "motion shift:C needs a finite number, but has 'x'.")>]
    [<InlineData("shift:nan", "but has 'nan'.")>]
    [<InlineData("shift:Infinity", "but has 'Infinity'.")>]
    [<InlineData("shift:1e999", "but has '1e999'.")>]
    [<InlineData("shift:1,5", "but has '1,5'.")>]
    [<InlineData("shift:0x10", "but has '0x10'.")>]
    [<InlineData("blocks", "motion blocks:SIZE needs a whole number of at least 2, but has ''.")>]
    [<InlineData("blocks:1", "but has '1'.")>]
    [<InlineData("blocks:2.5", "but has '2.5'.")>]
    [<InlineData("blocks:99999999999", "but has '99999999999'.")>]
    [<InlineData("sum", "motion must have the form sum:A[,B], but is 'sum'.")>]
    [<InlineData("sum:1,2,3", "motion must have the form sum:A[,B], but is 'sum:1,2,3'.")>]
    [<InlineData("sum:1,", "motion sum:A[,B] needs a non-negative number, but has ''.")>]
    [<InlineData("sum:1,-2", "motion sum:A[,B] needs a non-negative number, but has '-2'.")>]
    [<InlineData("solved", "motion must have the form solved:LAMBDA[,EXPR], but is 'solved'.")>]
    [<InlineData("solved:0,imq:1,2", "motion solved:LAMBDA[,EXPR] needs a positive number, but has '0'.")>]
    [<InlineData("lecam:x", "motion lecam:L needs a finite number, but has 'x'.")>]
    let ``any other text is one sentence that says what is wrong`` (text: string, sentence: string) =
        Assert.Contains(sentence, argumentError (fun () -> read text))

    [<Fact>]
    let ``an unknown name is none where a table is tried`` () =
        Assert.Equal(None, Form.tryRead "motion" forms "rset:1")

    [<Theory>]
    [<InlineData(" 1e3 ", 1000.0)>]
    [<InlineData("-0.25", -0.25)>]
    [<InlineData("+7", 7.0)>]
    let ``numbers are read with blanks around them and signs`` (text: string, expected: float) =
        Assert.Equal(Some expected, Numeral.finite text)

    [<Fact>]
    let ``words and numbers beyond the floats are no finite numbers`` () =
        for text in [ ""; " "; "one"; "NaN"; "-Infinity"; "∞"; "1e400"; "1 2"; "1,000"; "--1" ] do
            Assert.Equal(None, Numeral.finite text)

        for text in [ ""; "1.0"; "1e3"; "2147483648"; "x" ] do
            Assert.Equal(None, Numeral.whole text)

        Assert.Equal(Some -3, Numeral.whole " -3 ")
        Assert.Equal(Some infinity, Numeral.decimal "1e400")
