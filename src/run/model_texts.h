// All texts of a model element that may hold variables, so that code which looks for references
// names each attribute once, here.
#pragma once

#include <string>

#include "scenario/model.h"

namespace shakedown::run {

/// Calls `visit(const std::string&)` for every text of the element that may hold `${name}`.
template <typename Visitor>
void ForEachText(const scenario::HandshakeModel& handshake, Visitor&& visit) {
  for (const std::string* text :
       {&handshake.identity, &handshake.tls, &handshake.host, &handshake.path, &handshake.method,
        &handshake.alpn, &handshake.groups, &handshake.signature_algorithms, &handshake.ciphers,
        &handshake.via, &handshake.connect, &handshake.damage, &handshake.pause_before_connect,
        &handshake.pause_before_request, &handshake.timeout}) {
    visit(*text);
  }
  if (handshake.sni) visit(*handshake.sni);
  for (const auto& [name, value] : handshake.headers) {
    visit(name);
    visit(value);
  }
  for (const scenario::FurtherRequestModel& further : handshake.further_requests) {
    for (const std::string* text : {&further.host, &further.path, &further.method}) visit(*text);
  }
  for (const scenario::DamageModel& damage : handshake.damages) {
    visit(damage.message);
    visit(damage.argument);
  }
}

template <typename Visitor>
void ForEachText(const scenario::Expectation& expectation, Visitor&& visit) {
  for (const auto* list : {&expectation.causes, &expectation.enforcements, &expectation.alerts,
                           &expectation.statuses, &expectation.early_data}) {
    for (const std::string& text : *list) visit(text);
  }
  for (const std::string* text : {&expectation.layer, &expectation.title, &expectation.tls}) {
    visit(*text);
  }
  if (expectation.canary) {
    visit(expectation.canary->text);
    for (const std::string& status : expectation.canary->statuses) visit(status);
  }
  if (!expectation.certificate_request) return;
  const scenario::RequestExpectation& request = *expectation.certificate_request;
  for (const scenario::CaNameRule& rule : request.ca_names) visit(rule.dn);
  for (const auto* rules : {&request.signature_algorithms, &request.certificate_types}) {
    for (const auto& rule : *rules) visit(rule.name);
  }
  visit(request.when);
}

}  // namespace shakedown::run
