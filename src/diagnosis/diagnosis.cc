#include "diagnosis/diagnosis.h"

#include <algorithm>

#include "core/assert.h"
#include "diagnosis/accepted.h"
#include "diagnosis/advice.h"
#include "diagnosis/case.h"
#include "diagnosis/draft.h"
#include "diagnosis/enforcement.h"
#include "diagnosis/hop_notes.h"
#include "diagnosis/place.h"
#include "diagnosis/plain.h"
#include "diagnosis/rules/rule.h"

namespace shakedown::diagnosis {
namespace {

constexpr size_t kMostAlternatives = 8;

void Complete(Finding& finding, std::string_view id) {
  finding.id = id;
  const CauseInfo* info = FindCause(id);
  SHAKEDOWN_ASSERT(info != nullptr);
  finding.fault = info->fault;
}

/// What every rule has to say, the most certain first.
std::vector<Finding> ApplyRules(const Case& c) {
  std::vector<Finding> findings;
  for (const Rule& rule : Rules()) {
    const bool taken = std::any_of(findings.begin(), findings.end(),
                                   [&rule](const Finding& other) { return other.id == rule.id; });
    if (taken) continue;
    std::optional<Finding> finding = rule.apply(c);
    if (!finding) continue;
    Complete(*finding, rule.id);
    findings.push_back(*std::move(finding));
  }
  std::stable_sort(findings.begin(), findings.end(),
                   [](const Finding& a, const Finding& b) { return a.certainty > b.certainty; });
  return findings;
}

Finding Undetermined(const Case& c) {
  Draft draft(c, Certainty::kPossible);
  draft.Summary("what was seen does not settle the cause")
      .Explain(
          "No known cause fits what was seen. The observations are listed; the server's log of "
          "the same moment has the reason.")
      .ShowRequest()
      .ShowSent()
      .ShowVerdict()
      .Fix(LogAdvice(c.dialect.product));
  Finding finding = draft.Done();
  Complete(finding, "undetermined");
  return finding;
}

}  // namespace

Diagnosis Diagnose(std::span<const attempt::Attempt> attempts, size_t subject) {
  SHAKEDOWN_ASSERT(subject < attempts.size());
  if (auto plain = DiagnosePlain(attempts[subject], static_cast<int>(subject))) return *plain;
  const Case c = Examine(attempts, subject);
  Diagnosis diagnosis;
  diagnosis.outcome = c.verdict.outcome;
  diagnosis.layer = c.verdict.layer;
  diagnosis.stage = StageOf(c.self(), c.verdict);
  diagnosis.observed = ObservedOf(c.self(), c.verdict);
  diagnosis.enforcement = EnforcementOf(c);
  diagnosis.dialect = c.dialect;
  // What the server made of nothing is no verdict on an identity that could not be used.
  if (c.identity().unusable) diagnosis.outcome = Outcome::kNoVerdict;

  std::vector<Finding> findings = ApplyRules(c);
  diagnosis.notes = PlaceNotes(c);
  for (std::string& note : HopNotes(c)) diagnosis.notes.push_back(std::move(note));
  if (TakePlace(c, &findings)) {
    diagnosis.outcome = Outcome::kRefused;
    diagnosis.layer = Layer::kTls;
    diagnosis.observed = "not carried out: " + c.self().as->name + " ends the handshake by itself";
  }
  if (diagnosis.outcome == Outcome::kAccepted) {
    diagnosis.cause = Accepted(c, diagnosis.enforcement);
    Complete(diagnosis.cause, "accepted");
  } else if (findings.empty()) {
    diagnosis.cause = Undetermined(c);
  } else {
    diagnosis.cause = std::move(findings.front());
    findings.erase(findings.begin());
  }
  if (findings.size() > kMostAlternatives) findings.resize(kMostAlternatives);
  diagnosis.alternatives = std::move(findings);
  return diagnosis;
}

}  // namespace shakedown::diagnosis
