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
    polls (id) {
        id -> Text,
        community_id -> Text,
        version -> BigInt,
        title -> Text,
        text -> Text,
        items -> Text,
        candidates -> Nullable<Text>,
        rules -> Text,
        course -> Text,
        state -> Text,
        public_since -> Nullable<BigInt>,
        roll_version_id -> Nullable<Text>,
        masked_digest -> Nullable<Text>,
        next_step -> BigInt,
        next_objection -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    tie_lots (poll_id) {
        poll_id -> Text,
        announcement -> Text,
        seed_from -> BigInt,
        announced_at -> BigInt,
        announced_index -> BigInt,
        seed -> Nullable<Text>,
        seeded_at -> Nullable<BigInt>,
        seeded_index -> Nullable<BigInt>,
    }
}

diesel::table! {
    revotes (poll_id) {
        poll_id -> Text,
        tied_poll_id -> Text,
    }
}

diesel::table! {
    poll_contacts (poll_id) {
        poll_id -> Text,
        name -> Text,
        phone -> Text,
        place -> Text,
        hours -> Nullable<Text>,
        boxes -> Text,
    }
}

diesel::table! {
    poll_steps (poll_id, seq) {
        poll_id -> Text,
        seq -> BigInt,
        at -> BigInt,
        account_id -> Nullable<Text>,
        action -> Text,
        state -> Text,
        round -> BigInt,
        reason -> Nullable<Text>,
        override_reason -> Nullable<Text>,
    }
}

diesel::table! {
    published_rolls (poll_id) {
        poll_id -> Text,
        masked -> Text,
        published_at -> BigInt,
        shown_until -> Nullable<BigInt>,
    }
}

diesel::table! {
    announced_packages (poll_id) {
        poll_id -> Text,
        digest -> Text,
        package -> Text,
    }
}

diesel::table! {
    poll_staff (poll_id, account_id, role) {
        poll_id -> Text,
        account_id -> Text,
        role -> Text,
        named_by -> Text,
        named_at -> BigInt,
    }
}

diesel::table! {
    objections (id) {
        id -> Text,
        poll_id -> Text,
        number -> BigInt,
        version -> BigInt,
        about -> Text,
        state -> Text,
        at -> BigInt,
        masked_name -> Text,
        person -> Text,
        text -> Text,
        answered_at -> Nullable<BigInt>,
        decision -> Nullable<Text>,
        summary -> Nullable<Text>,
        answer -> Nullable<Text>,
        disputed_people -> Nullable<BigInt>,
        disputed_area -> Nullable<BigInt>,
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
    rolls (id) {
        id -> Text,
        community_id -> Text,
        number -> BigInt,
        origin -> Text,
        reason -> Nullable<Text>,
        parking_as_area -> Bool,
        totals -> Text,
        salt -> Text,
        digest -> Text,
        masked_digest -> Text,
        made_by -> Text,
        made_at -> BigInt,
    }
}

diesel::table! {
    roll_units (id) {
        id -> Text,
        community_id -> Text,
        place -> Text,
        building -> Text,
        stair -> Text,
        room -> Text,
        since -> BigInt,
        until -> Nullable<BigInt>,
        content -> Text,
    }
}

diesel::table! {
    roll_contacts (id) {
        id -> Text,
        community_id -> Text,
        holder -> Text,
        phones -> Text,
        changed_at -> BigInt,
    }
}

diesel::table! {
    roll_imports (id) {
        id -> Text,
        version -> BigInt,
        community_id -> Text,
        state -> Text,
        file_digest -> Text,
        mapping -> Text,
        cells -> Nullable<Text>,
        decisions -> Nullable<Text>,
        roll_id -> Nullable<Text>,
        begun_by -> Text,
        begun_at -> BigInt,
        ended_at -> Nullable<BigInt>,
        base_id -> Nullable<Text>,
    }
}

diesel::table! {
    messages (id) {
        id -> Text,
        community_id -> Text,
        kind -> Text,
        urgent -> Bool,
        recipient -> Nullable<Text>,
        phone -> Nullable<Text>,
        parameters -> Nullable<Text>,
        state -> Text,
        failures -> BigInt,
        at -> BigInt,
        because -> Nullable<Text>,
        attempt -> Nullable<Text>,
        expires_at -> BigInt,
        created_at -> BigInt,
    }
}

diesel::table! {
    roll_mappings (community_id) {
        community_id -> Text,
        mapping -> Text,
    }
}

diesel::table! {
    roll_overlaps (id) {
        id -> Text,
        community_id -> Text,
        pair -> Text,
        reason -> Text,
        decided_by -> Text,
        decided_at -> BigInt,
    }
}

diesel::table! {
    codes (id) {
        id -> Text,
        community_id -> Text,
        purpose -> Text,
        subject_digest -> Text,
        digest -> Text,
        again_digest -> Nullable<Text>,
        attempts -> BigInt,
        sent_at -> BigInt,
        expires_at -> BigInt,
        used_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    code_limits (key) {
        key -> Text,
        began_at -> BigInt,
        sent -> BigInt,
        last_at -> BigInt,
    }
}

diesel::table! {
    trustee_boards (poll_id) {
        poll_id -> Text,
        threshold -> Nullable<BigInt>,
        messages -> BigInt,
        named_by -> Text,
        named_at -> BigInt,
        list -> Nullable<Text>,
    }
}

diesel::table! {
    trustee_seats (poll_id, place) {
        poll_id -> Text,
        place -> BigInt,
        name -> Text,
        member -> Nullable<BigInt>,
        link_digest -> Text,
    }
}

diesel::table! {
    trustee_messages (poll_id, place, step) {
        poll_id -> Text,
        place -> BigInt,
        step -> BigInt,
        message -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    voter_lists (poll_id) {
        poll_id -> Text,
        roll_version_id -> Text,
        made_by -> Text,
        because -> Nullable<Text>,
        frozen_by -> Text,
        frozen_at -> BigInt,
    }
}

diesel::table! {
    poll_voters (id) {
        id -> Text,
        poll_id -> Text,
        number -> BigInt,
        area -> BigInt,
        building -> Text,
        stair -> Text,
        room -> Text,
        masked_name -> Text,
        holders -> Text,
        point -> Nullable<Text>,
        credential -> Nullable<Text>,
        phone -> Nullable<Text>,
    }
}

diesel::table! {
    slips (id) {
        id -> Text,
        poll_id -> Text,
        number -> BigInt,
        digest -> Text,
        serial -> Text,
        issued_by -> Text,
        issued_at -> BigInt,
        void_by -> Nullable<Text>,
        void_at -> Nullable<BigInt>,
        because -> Nullable<Text>,
        sent -> Nullable<Text>,
        message -> Nullable<Text>,
    }
}

diesel::table! {
    slip_printers (poll_id, account_id) {
        poll_id -> Text,
        account_id -> Text,
    }
}

diesel::table! {
    releases (id) {
        id -> Text,
        slip_id -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    slip_deliveries (id) {
        id -> Text,
        poll_id -> Text,
        number -> BigInt,
        slip_id -> Text,
        how -> Text,
        handed_by -> Text,
        handed_at -> BigInt,
        recorded_by -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    slip_deliveries_taken_back (delivery_id) {
        delivery_id -> Text,
        poll_id -> Text,
        because -> Text,
        recorded_by -> Text,
        recorded_at -> BigInt,
    }
}

diesel::table! {
    openings (poll_id) {
        poll_id -> Text,
        opening -> Text,
        election -> Text,
        trustees -> Text,
        people -> Text,
        area -> Text,
        phi -> Text,
        prepared_by -> Text,
        prepared_at -> BigInt,
    }
}

diesel::table! {
    poll_timers (poll_id, action) {
        poll_id -> Text,
        action -> Text,
        due_at -> BigInt,
        try_at -> BigInt,
        refused -> Nullable<Text>,
        done_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    logs (poll_id) {
        poll_id -> Text,
        origin -> Text,
        phi -> Text,
        conflict -> Text,
        revote -> Text,
        electronic -> Bool,
        ends_at -> BigInt,
        extend_until -> Nullable<BigInt>,
        extended_to -> Nullable<BigInt>,
        size -> BigInt,
        parts -> Text,
        last_at -> BigInt,
        closed_at -> Nullable<BigInt>,
        sheet_at -> Nullable<BigInt>,
        state -> Nullable<Text>,
        appended -> BigInt,
    }
}

diesel::table! {
    log_leaves (poll_id, idx) {
        poll_id -> Text,
        idx -> BigInt,
        leaf -> Text,
        hash -> Text,
    }
}

diesel::table! {
    log_tiles (poll_id, number) {
        poll_id -> Text,
        number -> BigInt,
        hash -> Text,
    }
}

diesel::table! {
    ballots (poll_id, idx) {
        poll_id -> Text,
        idx -> BigInt,
        credential -> Text,
        digest -> Text,
        ballot -> Text,
        channel -> Text,
        level -> Text,
        serial_digest -> Text,
        attested_by -> Text,
        void_idx -> Nullable<BigInt>,
        told -> Bool,
    }
}

diesel::table! {
    participation (poll_id, credential) {
        poll_id -> Text,
        credential -> Text,
        ballots -> BigInt,
        ballot_idx -> Nullable<BigInt>,
        paper_idx -> Nullable<BigInt>,
    }
}

diesel::table! {
    poll_keys (id) {
        id -> Text,
        poll_id -> Text,
        purpose -> Text,
        seed -> Text,
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
    file_contents (id) {
        id -> Text,
        sealed -> Text,
    }
}

diesel::table! {
    claims (id) {
        id -> Text,
        community_id -> Text,
        version -> BigInt,
        number -> Text,
        secret_digest -> Text,
        state -> Text,
        building -> Text,
        stair -> Text,
        room -> Text,
        basis -> Text,
        person -> Nullable<Text>,
        created_at -> BigInt,
        decided_at -> Nullable<BigInt>,
        reason -> Nullable<Text>,
        roll_id -> Nullable<Text>,
        erase_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    notices (id) {
        id -> Text,
        poll_id -> Text,
        version -> BigInt,
        kind -> Text,
        text -> Text,
        places -> Text,
        digest -> Nullable<Text>,
        corrects -> Nullable<Text>,
        created_at -> BigInt,
        created_by -> Text,
        frozen_at -> Nullable<BigInt>,
        frozen_by -> Nullable<Text>,
    }
}

diesel::table! {
    postings (id) {
        id -> Text,
        notice_id -> Text,
        place -> Text,
        seen -> Text,
        at -> BigInt,
        recorded_at -> BigInt,
        recorded_by -> Text,
        photo_id -> Text,
        photo_digest -> Text,
    }
}

diesel::table! {
    nominations (id) {
        id -> Text,
        poll_id -> Text,
        version -> BigInt,
        number -> Text,
        secret_digest -> Text,
        holder -> Text,
        account_id -> Nullable<Text>,
        origin -> Text,
        standing -> Text,
        content -> Nullable<Text>,
        created_at -> BigInt,
    }
}

diesel::table! {
    candidate_draws (poll_id, seq) {
        poll_id -> Text,
        seq -> BigInt,
        entrants -> Text,
        source -> Text,
        seed_from -> BigInt,
        announced_at -> BigInt,
        seed -> Nullable<Text>,
        seeded_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    candidate_orders (poll_id) {
        poll_id -> Text,
        rule -> Text,
        draw_seq -> Nullable<BigInt>,
        undecided -> Text,
        reason -> Nullable<Text>,
        nominations -> Text,
    }
}

diesel::table! {
    used_nonces (digest) {
        digest -> Text,
        expires_at -> BigInt,
    }
}

diesel::table! {
    cast_sessions (id) {
        id -> Text,
        poll_id -> Text,
        number -> BigInt,
        credential -> Text,
        slip_id -> Text,
        serial_digest -> Text,
        begun_at -> BigInt,
        expires_at -> BigInt,
        pairing -> Text,
        attempts -> BigInt,
        level -> Nullable<Text>,
        attested_by -> Text,
        confirmed_at -> Nullable<BigInt>,
        reference -> Nullable<Text>,
        another_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    papers (id) {
        id -> Text,
        poll_id -> Text,
        digest -> Text,
        serial -> Text,
        number -> Nullable<BigInt>,
        issued_by -> Nullable<Text>,
        issued_at -> Nullable<BigInt>,
        handed_by -> Nullable<Text>,
        handed_at -> Nullable<BigInt>,
        returned_by -> Nullable<Text>,
        returned_at -> Nullable<BigInt>,
        fate -> Nullable<Text>,
        because -> Nullable<Text>,
        log_idx -> Nullable<BigInt>,
        serial_digest -> Nullable<Text>,
        attested_by -> Nullable<Text>,
    }
}

diesel::table! {
    paper_counts (poll_id) {
        poll_id -> Text,
        round -> BigInt,
        differences -> Text,
        agreed -> Bool,
        scan -> Nullable<Text>,
        scan_by -> Nullable<Text>,
        sheet -> Nullable<Text>,
        sealed_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    paper_tallies (poll_id, round, account_id) {
        poll_id -> Text,
        round -> BigInt,
        account_id -> Text,
        name -> Text,
        entered_at -> BigInt,
        content -> Text,
    }
}

diesel::table! {
    counts (poll_id) {
        poll_id -> Text,
        handed_in -> BigInt,
        sheet -> Text,
        begun_at -> BigInt,
        people_tally -> Nullable<Text>,
        area_tally -> Nullable<Text>,
        ballots -> Nullable<BigInt>,
        area -> Nullable<BigInt>,
        statement -> Nullable<Text>,
        tallied_at -> Nullable<BigInt>,
        signed_at -> Nullable<BigInt>,
        complete_at -> Nullable<BigInt>,
    }
}

diesel::table! {
    results (poll_id) {
        poll_id -> Text,
        size -> BigInt,
        people -> Text,
        area -> Text,
        certificate -> Text,
        record -> Text,
        counted_at -> BigInt,
    }
}

diesel::table! {
    closing_signatures (poll_id, place) {
        poll_id -> Text,
        place -> BigInt,
        signature -> Text,
        at -> BigInt,
    }
}

diesel::table! {
    trustee_shares (poll_id, place) {
        poll_id -> Text,
        place -> BigInt,
        share -> Text,
        at -> BigInt,
    }
}

diesel::joinable!(memberships -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(refresh_tokens, sessions);
diesel::allow_tables_to_appear_in_same_query!(memberships, accounts, communities);
diesel::joinable!(poll_staff -> accounts (account_id));
diesel::allow_tables_to_appear_in_same_query!(poll_staff, accounts);
