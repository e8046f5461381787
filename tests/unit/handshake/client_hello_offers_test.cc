#include "handshake/client_hello_offers.h"

#include <gtest/gtest.h>

#include "ossl/handles.h"

namespace shakedown::handshake {
namespace {

using attempt::Damage;

Damage Offer(const char* extension) {
  return {Damage::Message::kClientHello, Damage::Operation::kExtension, extension};
}

/// The ClientHello that a client of `context` sends first.
Bytes Hello(SSL_CTX* context) {
  const ossl::SslPtr ssl(SSL_new(context));
  BIO* const out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);
  SSL_set_connect_state(ssl.get());
  SSL_do_handshake(ssl.get());
  Bytes octets(BIO_ctrl_pending(out));
  BIO_read(out, octets.data(), static_cast<int>(octets.size()));
  return octets;
}

TEST(client_hello_offers, StandInTheHelloWithTheirContent) {
  const ossl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  const Damage damage[] = {Offer("19:0102"), Offer("2")};
  const Result<HelloOffers> offers = OfferExtensions(context.get(), damage);
  ASSERT_TRUE(offers) << offers.error().Text();
  const std::string hello(AsText(Hello(context.get())));
  EXPECT_NE(hello.find(std::string("\x00\x13\x00\x02\x01\x02", 6)), std::string::npos);
  EXPECT_NE(hello.find(std::string("\x00\x02\x00\x00", 4)), std::string::npos);
}

TEST(client_hello_offers, WhatTheLibraryHandlesItselfIsRefused) {
  const ossl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  const Damage damage[] = {Offer("10:0000")};
  const Result<HelloOffers> offers = OfferExtensions(context.get(), damage);
  ASSERT_FALSE(offers);
  EXPECT_EQ(offers.error().code(), ErrorCode::kUnsupported);
}

TEST(client_hello_offers, OtherDamageOffersNothing) {
  const ossl::SslCtxPtr context(SSL_CTX_new(TLS_client_method()));
  const Damage damage[] = {attempt::SplitClientHello(), attempt::WrongKey()};
  const Result<HelloOffers> offers = OfferExtensions(context.get(), damage);
  ASSERT_TRUE(offers);
  EXPECT_TRUE(offers->empty());
}

}  // namespace
}  // namespace shakedown::handshake
