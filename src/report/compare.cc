#include "report/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "core/text.h"
#include "report/html/words.h"
#include "report/junit_document.h"
#include "report/layout.h"

namespace shakedown::report {
namespace {

using model::CaseEntry;
using model::CaseVerdict;

constexpr size_t kDetailsShown = 20;

/// How bad a verdict is.
int Badness(CaseVerdict verdict) {
  switch (verdict) {
    case CaseVerdict::kPassed: return 0;
    case CaseVerdict::kSkipped: return 1;
    case CaseVerdict::kError: return 2;
    case CaseVerdict::kFailed: return 3;
  }
  return 2;
}

std::string StateOf(const CaseEntry& entry) {
  std::string text = model::ToString(entry.verdict);
  if (entry.flaky) text += ", flaky";
  return entry.cause.empty() ? text : text + ": " + entry.cause;
}

const model::CertificateRequest* RequestOf(const model::Case& test) {
  const model::Diagnosis* diagnosis = test.diagnosis();
  const model::Handshake* handshake = diagnosis != nullptr ? diagnosis->explained() : nullptr;
  return handshake != nullptr && handshake->request ? &*handshake->request : nullptr;
}

/// Items of one list that the other lacks, as "<what> vanished: X" or "<what> added: X". True if
/// something vanished.
bool CompareLists(const char* what, const std::vector<std::string>& before,
                  const std::vector<std::string>& after, std::vector<std::string>* details) {
  const std::set<std::string> old_items(before.begin(), before.end());
  const std::set<std::string> new_items(after.begin(), after.end());
  bool lost = false;
  for (const std::string& item : old_items) {
    if (new_items.contains(item)) continue;
    details->push_back(fmt::format("{} vanished: {}", what, item));
    lost = true;
  }
  for (const std::string& item : new_items) {
    if (!old_items.contains(item)) details->push_back(fmt::format("{} added: {}", what, item));
  }
  return lost;
}

/// Names with their octets: the same text in another encoding is another name to many clients.
std::vector<std::string> NamesOf(const model::CertificateRequest& request,
                                 const model::CertificateRequest& other) {
  std::vector<std::string> names;
  for (const model::CaName& name : request.ca_names) {
    const bool same = std::any_of(
        other.ca_names.begin(), other.ca_names.end(),
        [&name](const model::CaName& one) { return one.dn == name.dn && one.der == name.der; });
    const bool other_octets =
        !same && std::any_of(other.ca_names.begin(), other.ca_names.end(),
                             [&name](const model::CaName& one) { return one.dn == name.dn; });
    names.push_back(other_octets ? name.dn + " (as " + ElideMiddle(name.der, 60) + ")" : name.dn);
  }
  return names;
}

/// What differs between two requests; true if the new one asks for less.
bool CompareRequests(const model::CertificateRequest* before,
                     const model::CertificateRequest* after, std::vector<std::string>* details) {
  if (before == nullptr && after == nullptr) return false;
  if (before == nullptr) {
    details->emplace_back("the server asks for a certificate now");
    return false;
  }
  if (after == nullptr) {
    details->emplace_back("the server no longer asks for a certificate");
    return true;
  }
  bool lost = CompareLists("CA name", NamesOf(*before, *after), NamesOf(*after, *before), details);
  lost |=
      CompareLists("algorithm", before->signature_algorithms, after->signature_algorithms, details);
  lost |= CompareLists("algorithm in certificates", before->signature_algorithms_cert,
                       after->signature_algorithms_cert, details);
  lost |= CompareLists("certificate type", before->certificate_types, after->certificate_types,
                       details);
  if (before->when != after->when) {
    details->push_back("asked in the " + after->when + ", before in the " + before->when);
  }
  return lost;
}

Change ChangeOf(const CaseEntry& before, const CaseEntry& after, bool lost,
                const CaseComparison& comparison) {
  const bool skipped = after.verdict == CaseVerdict::kSkipped;
  if (skipped && before.verdict != CaseVerdict::kSkipped) return Change::kVanished;
  if (Badness(after.verdict) > Badness(before.verdict)) return Change::kWorse;
  if (lost) return Change::kRequest;
  if (Badness(after.verdict) < Badness(before.verdict)) return Change::kBetter;
  return comparison.before != comparison.after || !comparison.details.empty() ? Change::kOther
                                                                              : Change::kNone;
}

JunitCase JunitCaseOf(const CaseComparison& comparison, bool any) {
  JunitCase out;
  out.classname = JunitClassname(comparison.suite);
  std::string_view id = comparison.id;
  if (id.starts_with(comparison.suite + '/')) id.remove_prefix(comparison.suite.size() + 1);
  out.name = PlainLineOr(id, 200, "unnamed");
  const bool fails = any ? comparison.change != Change::kNone : IsRegression(comparison.change);
  if (!fails) return out;
  out.verdict = JunitVerdict::kFailure;
  JunitElement element;
  element.tag = "failure";
  element.type = "shakedown.comparison." + Slug(ToString(comparison.change));
  std::string message = ToString(comparison.change);
  if (comparison.before != comparison.after) {
    message += fmt::format(": {}, was {}", comparison.after.empty() ? "gone" : comparison.after,
                           comparison.before.empty() ? "not there" : comparison.before);
  }
  if (!comparison.details.empty()) message += "; " + comparison.details.front();
  element.message = PlainLineOr(message, 200, "changed");
  element.body = element.message + "\n\n";
  element.body += fmt::format("Before : {}\nAfter  : {}\n", comparison.before, comparison.after);
  for (const std::string& detail : comparison.details) element.body += "  - " + detail + '\n';
  out.elements.push_back(std::move(element));
  return out;
}

}  // namespace

const char* ToString(Change change) {
  switch (change) {
    case Change::kNone: return "";
    case Change::kWorse: return "worse";
    case Change::kVanished: return "vanished";
    case Change::kRequest: return "asks for less";
    case Change::kOther: return "changed";
    case Change::kBetter: return "better";
    case Change::kNew: return "new";
  }
  return "";
}

bool IsRegression(Change change) {
  return change == Change::kWorse || change == Change::kVanished || change == Change::kRequest;
}

Result<std::vector<CaseComparison>> Compare(const model::RunReport& before,
                                            const model::RunReport& after) {
  std::map<std::string_view, size_t> old_cases;
  for (size_t i = 0; i < before.entries().size(); ++i) {
    old_cases.emplace(before.entries()[i].id, i);
  }
  std::vector<CaseComparison> cases;
  for (size_t i = 0; i < after.entries().size(); ++i) {
    const CaseEntry& entry = after.entries()[i];
    CaseComparison comparison{.id = entry.id, .suite = after.suites()[entry.suite].name};
    comparison.after = StateOf(entry);
    const auto found = old_cases.find(entry.id);
    if (found == old_cases.end()) {
      comparison.change = Change::kNew;
      cases.push_back(std::move(comparison));
      continue;
    }
    const auto old_case = before.Read(found->second);
    if (!old_case) return old_case.error();
    const auto new_case = after.Read(i);
    if (!new_case) return new_case.error();
    const CaseEntry& old_entry = before.entries()[found->second];
    comparison.before = StateOf(old_entry);
    // A case that was not run says nothing about what the server asks for.
    const bool both = !old_case->executions.empty() && !new_case->executions.empty();
    const bool lost =
        both && CompareRequests(RequestOf(*old_case), RequestOf(*new_case), &comparison.details);
    comparison.change = ChangeOf(old_entry, entry, lost, comparison);
    cases.push_back(std::move(comparison));
    old_cases.erase(found);
  }
  for (const CaseEntry& entry : before.entries()) {
    if (!old_cases.contains(entry.id)) continue;
    cases.push_back({.id = entry.id,
                     .suite = before.suites()[entry.suite].name,
                     .change = Change::kVanished,
                     .before = StateOf(entry)});
  }
  return cases;
}

std::string ComparisonText(const std::vector<CaseComparison>& cases) {
  std::string out;
  std::map<Change, size_t> counts;
  for (const CaseComparison& comparison : cases) {
    ++counts[comparison.change];
    if (comparison.change == Change::kNone) continue;
    out += fmt::format("{:<14} {}\n", ToString(comparison.change), comparison.id);
    if (comparison.before != comparison.after) {
      out += fmt::format("{:<14} {} -> {}\n", "",
                         comparison.before.empty() ? "(not there)" : comparison.before,
                         comparison.after.empty() ? "(gone)" : comparison.after);
    }
    for (size_t i = 0; i < std::min(comparison.details.size(), kDetailsShown); ++i) {
      out += fmt::format("{:<14} {}\n", "", comparison.details[i]);
    }
    if (comparison.details.size() > kDetailsShown) {
      out += fmt::format("{:<14} and {} more\n", "", comparison.details.size() - kDetailsShown);
    }
  }
  out += fmt::format("{}{}", out.empty() ? "" : "\n", html::CountOf(cases.size(), "case") + ": ");
  out += fmt::format("{} unchanged", counts[Change::kNone]);
  for (const auto& [change, count] : counts) {
    if (change != Change::kNone) out += fmt::format(", {} {}", count, ToString(change));
  }
  return out + '\n';
}

std::string ComparisonJunit(const std::vector<CaseComparison>& cases, bool any,
                            const JunitOptions& options) {
  std::vector<JunitSuite> suites;
  std::map<std::string, size_t> by_name;
  for (const CaseComparison& comparison : cases) {
    const auto [at, is_new] = by_name.emplace(comparison.suite, suites.size());
    if (is_new) suites.push_back({.name = comparison.suite});
    suites[at->second].cases.push_back(JunitCaseOf(comparison, any));
  }
  return JunitDocument(suites, Milliseconds(0), options);
}

}  // namespace shakedown::report
