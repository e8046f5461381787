// Diagnoses compared with what they should say, and the promises that every diagnosis keeps.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "diagnosis/diagnosis.h"
#include "tests/support/trace_builder.h"

namespace shakedown::diagnosis {

inline bool IsPlainAscii(const std::string& text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c >= 32 && c < 127; });
}

/// What every finding owes its reader.
inline void ExpectSound(const Finding& finding, const std::vector<attempt::Attempt>& attempts) {
  SCOPED_TRACE(finding.id);
  const CauseInfo* info = FindCause(finding.id);
  ASSERT_NE(info, nullptr);
  EXPECT_EQ(finding.fault, info->fault);
  EXPECT_FALSE(finding.summary.empty());
  EXPECT_LE(finding.summary.size(), 400u);
  EXPECT_FALSE(finding.explanation.empty());
  EXPECT_LE(finding.explanation.size(), 1400u);
  for (const std::string& text : {finding.summary, finding.explanation}) {
    EXPECT_TRUE(IsPlainAscii(text)) << text;
  }
  for (const std::string& fix : finding.fixes) EXPECT_TRUE(IsPlainAscii(fix)) << fix;
  EXPECT_LE(finding.evidence.size(), 16u);
  for (const Evidence& evidence : finding.evidence) {
    EXPECT_TRUE(IsPlainAscii(evidence.text)) << evidence.text;
    ASSERT_GE(evidence.attempt, 0);
    ASSERT_LT(static_cast<size_t>(evidence.attempt), attempts.size());
    const auto& events = attempts[static_cast<size_t>(evidence.attempt)].trace.events;
    EXPECT_GE(evidence.event, -1);
    EXPECT_LT(evidence.event, static_cast<int>(events.size()));
  }
}

/// What every diagnosis owes its reader.
inline void ExpectSound(const Diagnosis& diagnosis, const std::vector<attempt::Attempt>& attempts) {
  EXPECT_FALSE(diagnosis.stage.empty());
  EXPECT_FALSE(diagnosis.observed.empty());
  ExpectSound(diagnosis.cause, attempts);
  const bool accepted = diagnosis.outcome == Outcome::kAccepted;
  EXPECT_EQ(diagnosis.cause.id == "accepted", accepted);
  if (!accepted) {
    EXPECT_FALSE(diagnosis.cause.fixes.empty());
    EXPECT_LE(diagnosis.alternatives.empty() ? Certainty::kPossible
                                             : diagnosis.alternatives.front().certainty,
              diagnosis.cause.certainty);
  }
  EXPECT_LE(diagnosis.alternatives.size(), 8u);
  for (const Finding& alternative : diagnosis.alternatives) {
    EXPECT_NE(alternative.id, diagnosis.cause.id);
    ExpectSound(alternative, attempts);
  }
}

/// The diagnosis of `attempts[subject]`, checked for soundness.
inline Diagnosis Explain(const std::vector<attempt::Attempt>& attempts, size_t subject = 0) {
  Diagnosis diagnosis = Diagnose(attempts, subject);
  ExpectSound(diagnosis, attempts);
  return diagnosis;
}
inline Diagnosis Explain(const attempt::Attempt& attempt) {
  return Explain(std::vector<attempt::Attempt>{attempt});
}

/// "certificate.expired (likely)" for comparisons that read well when they fail.
inline std::string Verdict(const Diagnosis& diagnosis) {
  return diagnosis.cause.id + " (" + ToString(diagnosis.cause.certainty) + ")";
}

/// The alternative of that id, or null.
inline const Finding* Alternative(const Diagnosis& diagnosis, const std::string& id) {
  for (const Finding& finding : diagnosis.alternatives) {
    if (finding.id == id) return &finding;
  }
  return nullptr;
}

/// Everything a finding says, in one text.
inline std::string AllText(const Finding& finding) {
  std::string text = finding.summary + "\n" + finding.explanation;
  for (const Evidence& evidence : finding.evidence) text += "\n" + evidence.text;
  for (const std::string& fix : finding.fixes) text += "\n" + fix;
  return text;
}

}  // namespace shakedown::diagnosis
