#include "report/html_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>

#include "core/file_writer.h"
#include "report/html/case_article.h"
#include "report/html/chain_svg.h"
#include "report/html/diagnosis_sections.h"
#include "report/html/ladder_svg.h"
#include "report/html/overview.h"
#include "report/html/page.h"
#include "report/html/scorecard_table.h"

namespace shakedown::report {
namespace {

using model::CaseEntry;

/// Cases that are unfolded when the page opens.
constexpr size_t kOpenCases = 1;

/// Order in which a reader wants to see cases.
int Rank(const CaseEntry& entry) {
  switch (entry.verdict) {
    case model::CaseVerdict::kFailed: return 0;
    case model::CaseVerdict::kError: return 1;
    case model::CaseVerdict::kSkipped: return 4;
    case model::CaseVerdict::kPassed: break;
  }
  return entry.flaky ? 2 : entry.known_failure ? 3 : 5;
}

struct RankTitle {
  const char* id;
  const char* title;
  const char* of_survey;  ///< where verdicts are outcomes
};
constexpr RankTitle kTitles[] = {{"failed", "Failed", "Refused"},
                                 {"error", "No verdict", "No verdict"},
                                 {"flaky", "Flaky", ""},
                                 {"known", "Known failures", ""},
                                 {"skipped", "Skipped", "Not tried"},
                                 {"passed", "Passed", "Accepted"}};

/// Writes the cases of a run in the order of interest, in full as long as there is room.
class CaseWriter {
 public:
  CaseWriter(const model::RunReport& report, const html::Anchors& anchors, FileWriter& file,
             const HtmlOptions& options)
      : report_(report), anchors_(anchors), file_(file), options_(options) {}

  Result<void> WriteAll() {
    std::vector<std::vector<size_t>> ranks(std::size(kTitles));
    for (size_t i = 0; i < report_.entries().size(); ++i) {
      ranks[static_cast<size_t>(Rank(report_.entries()[i]))].push_back(i);
    }
    for (size_t rank = 0; rank < ranks.size(); ++rank) {
      if (ranks[rank].empty()) continue;
      if (Result<void> written = WriteRank(kTitles[rank], ranks[rank]); !written) return written;
    }
    return {};
  }

 private:
  Result<void> WriteRank(const RankTitle& title, const std::vector<size_t>& cases) {
    html::Fragment frame;
    const html::Element section = frame.root().Add("section", "rank").Set("id", title.id);
    const bool run = report_.head().subject == model::Subject::kCases;
    const char* words = run ? title.title : title.of_survey;
    section.Add("h2", "", fmt::format("{} ({})", words, cases.size()));
    section.Cut();
    const html::HtmlParts parts = html::WriteHtml(frame);
    Result<void> written = file_.Append(parts.before);
    for (const size_t index : cases) {
      if (!written) return written;
      written = WriteCase(index);
    }
    return written ? file_.Append(parts.behind) : written;
  }

  Result<void> WriteCase(size_t index) {
    const CaseEntry& entry = report_.entries()[index];
    html::ArticleContext context{anchors_.of(index), index,
                                 opened_ < kOpenCases && Rank(entry) < 2};
    html::Fragment fragment;
    if (ShowsInFull(entry)) {
      const auto test = report_.Read(index);
      if (!test) return test.error();
      opened_ += context.open;
      html::AddCaseArticle(fragment.root(), entry, *test, context);
    } else {
      html::AddCaseLine(fragment.root(), entry, context);
    }
    const html::HtmlParts parts = html::WriteHtml(fragment);
    written_ += parts.before.size();
    return file_.Append(parts.before);
  }

  /// A few of each cause always, the rest while there is room. What was skipped has one line to
  /// say.
  bool ShowsInFull(const CaseEntry& entry) {
    const bool trouble = Rank(entry) <= 2;
    if (trouble && ++shown_[entry.cause] <= options_.always_of_each_cause) return true;
    return written_ < options_.detail_limit;
  }

  const model::RunReport& report_;
  const html::Anchors& anchors_;
  FileWriter& file_;
  const HtmlOptions& options_;
  std::map<std::string, size_t> shown_;  ///< troubled cases in full by cause
  size_t written_ = 0;
  size_t opened_ = 0;
};

html::HtmlParts Frame(const model::RunReport& report, const html::Anchors& anchors) {
  html::Fragment fragment;
  const model::Counts counts = report.counts();
  std::string title = html::Headline(counts, report.head().subject);
  if (!report.head().target_url.empty()) title += " - " + report.head().target_url;
  if (report.head().pool) title += " - " + report.head().pool->host;
  const html::Element body = html::AddPage(fragment, {.title = title + " - Shakedown"});
  html::AddHeader(body, report);
  html::AddCauses(body, report, anchors);
  html::AddScorecard(body, report);
  html::AddFilter(body, counts, report.head().subject);
  body.Add("main").Set("id", "cases").Cut();
  html::AddScript(body);
  return html::WriteHtml(fragment);
}

void AddVerdict(const html::Element& body, const model::Diagnosis& diagnosis,
                const std::string& version) {
  const html::VerdictWord word = html::WordOfOutcome(diagnosis.outcome);
  const html::Element header = body.Add("header", diagnosis.outcome == "accepted" ? "good" : "bad");
  header.Add("p", "tool", "Shakedown " + version + ": one handshake explained");
  const html::Element title = header.Add("h1");
  title.Text(std::string(word.shape) + ' ' + word.word + ' ');
  if (diagnosis.target) title.Add("bdi", "", diagnosis.target->url);
  const html::Element list = header.Add("dl", "run");
  html::AddRow(list, "Observed", diagnosis.observed);
  html::AddRow(list, "Stage", diagnosis.stage);
  html::AddRow(list, "Enforcement", html::EnforcementText(diagnosis.enforcement));
  if (diagnosis.target) html::AddRow(list, "Address", diagnosis.target->address);
  html::AddRow(list, "In the place of", diagnosis.as_profile);
}

std::string Svg(const html::Fragment& fragment) {
  return fragment.document().first_child() ? html::WriteXml(fragment) : std::string();
}

}  // namespace

Result<void> WriteRunHtml(const model::RunReport& report, const std::string& path,
                          const HtmlOptions& options) {
  const html::Anchors anchors(report.entries());
  const auto file = FileWriter::Create(path);
  if (!file) return file.error();
  const html::HtmlParts frame = Frame(report, anchors);
  Result<void> written = (*file)->Append(frame.before);
  if (written) written = CaseWriter(report, anchors, **file, options).WriteAll();
  if (written) written = (*file)->Append(frame.behind);
  return written ? (*file)->Commit() : written;
}

std::string DiagnosisHtml(const model::Diagnosis& diagnosis, const std::string& version) {
  html::Fragment fragment;
  std::string title = html::WordOfOutcome(diagnosis.outcome).word;
  if (diagnosis.target) title += " - " + diagnosis.target->url;
  const html::Element body = html::AddPage(fragment, {.title = title + " - Shakedown"});
  AddVerdict(body, diagnosis, version);
  const html::Element main = body.Add("main", "one").Add("div", "body");
  const html::SectionContext context{.id = "d", .at = "", .heading = "h2"};
  html::AddCause(main, diagnosis, context);
  html::AddHandshakes(main, diagnosis, context);
  html::AddInvestigation(main, diagnosis, context);
  html::AddScript(body);
  return html::WriteHtml(fragment).before;
}

std::string LadderSvg(const model::Handshake& handshake) {
  html::Fragment fragment;
  if (!handshake.ladder.empty()) html::AddLadder(fragment.root(), handshake, "ladder");
  return Svg(fragment);
}

std::string ClientChainSvg(const model::Handshake& handshake, const std::string& at) {
  html::Fragment fragment;
  html::AddChain(fragment.root(), html::ClientChain(handshake, at),
                 "The client's certificate chain", "chain");
  return Svg(fragment);
}

}  // namespace shakedown::report
