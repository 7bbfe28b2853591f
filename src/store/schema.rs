//! The tables of `migrations/`, for diesel.

diesel::table! {
    communities (id) {
        id -> Text,
        version -> BigInt,
        name -> Text,
        address -> Text,
        rules -> Text,
        time_zone -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    accounts (id) {
        id -> Text,
        version -> BigInt,
        login -> Text,
        name -> Text,
        password -> Text,
        phone -> Nullable<Text>,
        operator -> Bool,
        created_at -> BigInt,
    }
}

diesel::table! {
    memberships (community_id, account_id, role) {
        community_id -> Text,
        account_id -> Text,
        role -> Text,
        version -> BigInt,
        buildings -> Text,
        property_staff -> Bool,
        granted_by -> Nullable<Text>,
        granted_at -> BigInt,
    }
}

diesel::table! {
    invitations (id) {
        id -> Text,
        digest -> Text,
        community_id -> Nullable<Text>,
        role -> Text,
        account_id -> Nullable<Text>,
        buildings -> Text,
        property_staff -> Bool,
        invited_by -> Nullable<Text>,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended -> Nullable<Text>,
    }
}

diesel::table! {
    sign_in_attempts (login_digest) {
        login_digest -> Text,
        failures -> BigInt,
        last_at -> BigInt,
        locked_until -> BigInt,
    }
}

diesel::table! {
    sessions (id) {
        id -> Text,
        account_id -> Text,
        created_at -> BigInt,
        expires_at -> BigInt,
        ended -> Nullable<Text>,
    }
}

diesel::table! {
    refresh_tokens (digest) {
        digest -> Text,
        session_id -> Text,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    answers (scope, key) {
        scope -> Text,
        key -> Text,
        request_digest -> Text,
        answer -> Text,
        created_at -> BigInt,
    }
}

diesel::table! {
    chains (id) {
        id -> Text,
        next_seq -> BigInt,
        head -> Text,
    }
}

diesel::table! {
    audit_entries (chain, seq) {
        chain -> Text,
        seq -> BigInt,
        at -> BigInt,
        account_id -> Nullable<Text>,
        action -> Text,
        object -> Text,
        details -> Text,
        previous -> Text,
        digest -> Text,
    }
}

diesel::table! {
    restorations (id) {
        id -> Text,
        at -> BigInt,
        source_digest -> Text,
        cleared_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    files (id) {
        id -> Text,
        community_id -> Text,
        owner_kind -> Text,
        owner_id -> Text,
        place -> BigInt,
        media -> Text,
        bytes -> BigInt,
        digest -> Text,
        created_at -> BigInt,
        expires_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    file_contents (file_id) {
        file_id -> Text,
        sealed -> Text,
    }
}

diesel::joinable!(memberships -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(memberships, accounts, communities);
