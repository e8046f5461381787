// All texts of a model element that may hold variables, so that code which looks for references
// names each attribute once, here.
#pragma once

#include <string>

#include "scenario/model.h"

namespace shakedown::run {

/// Calls `visit(const std::string&)` for every text of the element that may hold `${name}`.
template <typename Visitor>
void ForEachText(const scenario::HandshakeModel& handshake, Visitor&& visit) {
  for (const std::string* text : {&handshake.identity,
                                  &handshake.ticket,
                                  &handshake.wait_until_expired,
                                  &handshake.tls,
                                  &handshake.host,
                                  &handshake.path,
                                  &handshake.method,
                                  &handshake.request_target,
                                  &handshake.hello_padding,
                                  &handshake.alpn,
                                  &handshake.groups,
                                  &handshake.signature_algorithms,
                                  &handshake.ciphers,
                                  &handshake.via,
                                  &handshake.connect,
                                  &handshake.damage,
                                  &handshake.pause_before_connect,
                                  &handshake.pause_before_certificate,
                                  &handshake.pause_between_octets,
                                  &handshake.pause_before_request,
                                  &handshake.timeout}) {
    visit(*text);
  }
  if (handshake.sni) visit(*handshake.sni);
  for (const auto* fields : {&handshake.headers, &handshake.trailers}) {
    for (const scenario::FieldModel& field : *fields) {
      for (const std::string* text : {&field.name, &field.value, &field.form}) visit(*text);
    }
  }
  if (handshake.change) {
    for (const std::string* text : {&handshake.change->trust, &handshake.change->crl,
                                    &handshake.change->revoked, &handshake.change->policy}) {
      visit(*text);
    }
  }
  for (const scenario::FurtherRequestModel& further : handshake.further_requests) {
    for (const std::string* text : {&further.host, &further.path, &further.method}) visit(*text);
  }
  if (handshake.renegotiation) {
    visit(handshake.renegotiation->after);
    visit(handshake.renegotiation->identity);
    if (handshake.renegotiation->sni) visit(*handshake.renegotiation->sni);
  }
  for (const scenario::DamageModel& damage : handshake.damages) {
    visit(damage.message);
    visit(damage.when);
    visit(damage.argument);
  }
}

template <typename Visitor>
void ForEachText(const scenario::Expectation& expectation, Visitor&& visit) {
  for (const auto* list :
       {&expectation.causes, &expectation.enforcements, &expectation.alerts, &expectation.statuses,
        &expectation.early_data, &expectation.renegotiation, &expectation.proper_alerts,
        &expectation.server_schemes}) {
    for (const std::string& text : *list) visit(text);
  }
  for (const std::string* text : {&expectation.layer, &expectation.title, &expectation.tls}) {
    visit(*text);
  }
  if (expectation.answer_time) visit(expectation.answer_time->within);
  if (expectation.canary) {
    visit(expectation.canary->text);
    for (const std::string& status : expectation.canary->statuses) visit(status);
  }
  if (expectation.tickets) visit(expectation.tickets->max_lifetime);
  if (!expectation.certificate_request) return;
  const scenario::RequestExpectation& request = *expectation.certificate_request;
  for (const scenario::CaNameRule& rule : request.ca_names) visit(rule.dn);
  for (const auto* rules : {&request.signature_algorithms, &request.certificate_types}) {
    for (const auto& rule : *rules) visit(rule.name);
  }
  visit(request.when);
}

}  // namespace shakedown::run
