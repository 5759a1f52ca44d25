// The page of ./osmosis lab show --html, in a real Chromium, from a file and without a network.
using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Osmosis.Lab.Tests;

[Slow]
public sealed class ShowPageTests(ShownLab lab) : IDisposable
{
    private const string Browser = "/usr/bin/chromium-headless-shell";

    private readonly string _folder = Directory.CreateTempSubdirectory("osmosis-page-").FullName;

    private string Folder => Path.Combine(_folder, "lab");

    private string Page => Path.Combine(_folder, "page.html");

    [Fact]
    public void The_page_holds_everything_itself()
    {
        Write();
        string page = File.ReadAllText(Page);
        Assert.DoesNotMatch(new Regex("https?:|@import|url\\(|<link|\\ssrc=|fetch\\(|import\\("), page);
        Assert.DoesNotContain("{{", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_of_the_answer_is_no_markup()
    {
        Write("    // </script><script>document.title = 'run'</script><b id=\"bold\">");
        string page = Drawn("");
        Assert.DoesNotContain("<title>run</title>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b id", page, StringComparison.Ordinal);
        Assert.Contains("&lt;b id=", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Buttons_go_to_the_stale_translation_and_its_line()
    {
        Write();
        string page = Drawn("""
            const text = () => document.querySelector("#source .now")?.textContent ?? "";
            while (!text().includes("Store(EntryOf(page), 0)")) {
                document.getElementById("next").click();
            }
            const row = document.querySelector("#tlb .is-stale");
            const probe = document.body.appendChild(document.createElement("i"));
            probe.style.color = "var(--alarm)";
            document.title = `${row.textContent}; ${getComputedStyle(row).color === getComputedStyle(probe).color}`;
            """);
        Assert.Contains(
            "<title>0x007ff000→ 0x00200000 writablestale: the tables say: not mapped; true</title>", page,
            StringComparison.Ordinal);
        Assert.Matches(new Regex("<li class=\"[^\"]*now[^\"]*\" aria-current=\"step\">"), page);
        Assert.Matches(new Regex("<tr class=\"gone\"><th class=\"\" scope=\"row\">0x007ff000"), page);
    }

    [Fact]
    public void Keys_go_forwards_and_backwards()
    {
        Write();
        string page = Drawn("""
            const text = id => document.getElementById(id).textContent;
            const state = () => `${text("number")} ${text("event")} ${document.querySelectorAll(".is-stale").length}`;
            const keys = ["", "ArrowLeft", "ArrowRight", "ArrowRight", "ArrowLeft", "End", "ArrowLeft", "Home"];
            document.title = keys.map(key => {
                document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
                return state();
            }).join("; ");
            """);
        const string First = "1 of 18 Load(0x00008004) ⇒ 0x00000000 0";
        const string Second = "2 of 18 TryAllocateFrame ⇒ 0x00010000 0";
        const string Third = "3 of 18 1,024 × Store(0x00010000 … 0x00010ffc, 0x00000000) 0";
        Assert.Contains(
            $"<title>{First}; {First}; {Second}; {Third}; {Second}; 18 of 18 The rule is broken here: a frame is given "
                + "back while the TLB still holds a translation that it should not. 4; "
                + $"17 of 18 FreeFrame(0x00010000) 4; {First}</title>",
            page, StringComparison.Ordinal);
        Assert.Matches(new Regex("<button [^>]*id=\"previous\"[^>]* disabled"), page);
        Assert.Contains("rule tlb: When a call returns", page, StringComparison.Ordinal);
    }

    [Fact]
    public void A_telephone_needs_no_scrolling_sideways()
    {
        Write();
        // A window without a screen is at least 500 pixels wide; a frame is as narrow as it is told to be.
        string page = Drawn("""
            if (window.top === window) {
                const frame = document.createElement("iframe");
                frame.style.cssText = "width: 390px; height: 844px";
                frame.srcdoc = document.documentElement.outerHTML;
                frame.onload = () => {
                    const inner = frame.contentDocument.documentElement;
                    document.title = `${inner.clientWidth - inner.scrollWidth} of ${inner.clientWidth}`;
                };
                document.body.append(frame);
            }
            """);
        Assert.Matches(new Regex("<title>0 of 3[0-9]{2}</title>"), page);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private void Write() => File.WriteAllText(Page, lab.Page);

    private void Write(string line)
    {
        lab.CopyTo(Folder);
        File.AppendAllText(Path.Combine(Folder, "Paging.cs"), line);
        File.WriteAllText(Page, ShownLab.PageOf(Folder));
    }

    /// <summary>The page's elements when its script, and one of the test's behind it, have run.</summary>
    private string Drawn(string script)
    {
        Assert.SkipUnless(File.Exists(Browser), $"{Browser} is missing");
        string tested = Path.Combine(_folder, "tested.html");
        File.WriteAllText(tested, File.ReadAllText(Page).Replace("</body>",
            $"<script>if (!document.getElementById('legend').children.length) "
            + $"document.body.append('the page\\'s script ' + 'failed');\n{script}</script></body>",
            StringComparison.Ordinal));
        ProcessStartInfo start = new(Browser) { RedirectStandardOutput = true, RedirectStandardError = true };
        Array.ForEach(
            (string[])["--no-sandbox", "--disable-gpu", "--host-resolver-rules=MAP * ~NOTFOUND",
                $"--user-data-dir={_folder}/profile", "--virtual-time-budget=5000", "--dump-dom", $"file://{tested}"],
            start.ArgumentList.Add);
        using Process browser = Process.Start(start)!;
        Task<string> errors = browser.StandardError.ReadToEndAsync();
        string page = browser.StandardOutput.ReadToEnd();
        browser.WaitForExit();
        Assert.True(page.Length > 0, errors.Result);
        return page;
    }
}
