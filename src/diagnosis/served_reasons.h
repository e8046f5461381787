// The reasons for which a client withholds its certificate, by the rules of the stacks that fit.
// For served.cc.
#pragma once

#include <vector>

#include "diagnosis/served.h"

namespace shakedown::diagnosis {

/// What the reasons are drawn from.
struct ReasonInput {
  const ServedCase* served = nullptr;
  const std::vector<ClientFit>* clients = nullptr;
  attempt::RequestSeen request;
  ServedOutcome outcome = ServedOutcome::kNothing;
};

/// For a client that was asked and presented nothing; most likely first, with experiments.
void AddWithholdingReasons(const ReasonInput& input, ServedDiagnosis* diagnosis);

/// Appends a finding with the catalogue's fault.
Finding& AddReason(ServedDiagnosis* diagnosis, std::string_view id, Certainty certainty,
                   std::string summary);

}  // namespace shakedown::diagnosis
